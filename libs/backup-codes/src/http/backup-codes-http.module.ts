import { Module } from '@nestjs/common';
import { AuthHttpModule } from '@countersign/auth/http';
import { SessionsModule } from '@countersign/sessions';
import { BackupCodesModule } from '../backup-codes.module';
import { BackupCodesController } from './backup-codes.controller';
import { VerifyBackupCodeController } from './verify-backup-code.controller';

@Module({
  imports: [AuthHttpModule, BackupCodesModule, SessionsModule],
  controllers: [BackupCodesController, VerifyBackupCodeController],
})
export class BackupCodesHttpModule {}
