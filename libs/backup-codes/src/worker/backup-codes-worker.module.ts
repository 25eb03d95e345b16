import { Module } from '@nestjs/common';
// The worker mails their notices.
import '../backup-codes.events';
import { AbandonedCodesCleanup } from './abandoned-codes.cleanup';

@Module({ providers: [AbandonedCodesCleanup] })
export class BackupCodesWorkerModule {}
