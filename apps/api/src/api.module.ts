import { Module } from '@nestjs/common';
import { AdministrationHttpModule } from '@countersign/administration/http';
import { ApiKeysHttpModule } from '@countersign/api-keys/http';
import { AuditHttpModule } from '@countersign/audit/http';
import { AuthHttpModule } from '@countersign/auth/http';
import { BackupCodesHttpModule } from '@countersign/backup-codes/http';
import { ConfigModule } from '@countersign/config';
import { CryptoModule } from '@countersign/crypto';
import { DatabaseModule } from '@countersign/database';
import { DevicesHttpModule } from '@countersign/devices/http';
import { apiExtensions } from '@countersign/extensions/http';
import { FactorsHttpModule } from '@countersign/factors/http';
import { OtpModule } from '@countersign/otp';
import { OtpDeliveryHttpModule } from '@countersign/otp-delivery/http';
import { SessionsHttpModule } from '@countersign/sessions/http';
import { TotpModule } from '@countersign/totp';
import { WebModule } from '@countersign/web';
import { WebhooksHttpModule } from '@countersign/webhooks/http';

@Module({
  imports: [
    ConfigModule.forRoot(),
    WebModule,
    CryptoModule,
    DatabaseModule,
    AuditHttpModule,
    SessionsHttpModule,
    OtpDeliveryHttpModule,
    FactorsHttpModule,
    AuthHttpModule,
    AdministrationHttpModule,
    TotpModule,
    DevicesHttpModule,
    ApiKeysHttpModule,
    WebhooksHttpModule,
    OtpModule,
    BackupCodesHttpModule,
    ...apiExtensions,
  ],
})
export class ApiModule {}
