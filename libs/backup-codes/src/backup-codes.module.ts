import './backup-codes.limits';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import { BackupCodeFactor } from './backup-code.factor';
import { BackupCodesCompanion } from './backup-codes.companion';
import { BackupCode } from './codes/backup-code.entity';
import { BackupCodeSet } from './codes/backup-code-set.entity';
import { CodeSetRepository } from './codes/code-set.repository';
import { RegenerateCodes } from './regenerate-codes';

@Module({
  imports: [TypeOrmModule.forFeature([BackupCode, BackupCodeSet]), AccountsModule, AuditModule],
  providers: [BackupCodeFactor, BackupCodesCompanion, CodeSetRepository, RegenerateCodes],
  exports: [BackupCodeFactor, CodeSetRepository, RegenerateCodes],
})
export class BackupCodesModule {}
