import { Module } from '@nestjs/common';
import { AdministrationWorkerModule } from '@countersign/administration/worker';
import { AccountsWorkerModule } from '@countersign/accounts/worker';
import { ApiKeysWorkerModule } from '@countersign/api-keys/worker';
import { AuditWorkerModule } from '@countersign/audit/worker';
import { AuthWorkerModule } from '@countersign/auth/worker';
import { BackupCodesWorkerModule } from '@countersign/backup-codes/worker';
import { ConfigModule } from '@countersign/config';
import { CryptoModule } from '@countersign/crypto';
import { DatabaseModule } from '@countersign/database';
import { DevicesWorkerModule } from '@countersign/devices/worker';
import { workerExtensions } from '@countersign/extensions/worker';
import { FactorsWorkerModule } from '@countersign/factors/worker';
import { NoticesWorkerModule } from '@countersign/notices/worker';
import { OtpWorkerModule } from '@countersign/otp/worker';
import { OtpDeliveryWorkerModule } from '@countersign/otp-delivery/worker';
import { QueueWorkerModule } from '@countersign/queue/worker';
import { SessionsWorkerModule } from '@countersign/sessions/worker';
import { WebModule } from '@countersign/web';
import { WebhooksWorkerModule } from '@countersign/webhooks/worker';

@Module({
  imports: [
    ConfigModule.forRoot(),
    WebModule,
    CryptoModule,
    DatabaseModule,
    QueueWorkerModule,
    AuditWorkerModule,
    AccountsWorkerModule,
    SessionsWorkerModule,
    OtpDeliveryWorkerModule,
    FactorsWorkerModule,
    AuthWorkerModule,
    AdministrationWorkerModule,
    DevicesWorkerModule,
    ApiKeysWorkerModule,
    OtpWorkerModule,
    BackupCodesWorkerModule,
    NoticesWorkerModule,
    WebhooksWorkerModule,
    ...workerExtensions,
  ],
})
export class WorkerModule {}
