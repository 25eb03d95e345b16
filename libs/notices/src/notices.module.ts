import { Module } from '@nestjs/common';
import { AccountsModule } from '@countersign/accounts';
import { OtpDeliveryModule } from '@countersign/otp-delivery';
import { Notices } from './notices';

@Module({ imports: [AccountsModule, OtpDeliveryModule], providers: [Notices], exports: [Notices] })
export class NoticesModule {}
