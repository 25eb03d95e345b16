import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import { OtpDeliveryModule } from '@countersign/otp-delivery';
import { SendBudget } from './budget/send-budget';
import { SendCount } from './budget/send-count.entity';
import { SendWindow } from './budget/send-window.entity';
import { SendBudgetRepository } from './budget/send-budget.repository';
import { ChannelState } from './channel-state';
import { CodeDigests } from './code-digests';
import { CodeWording } from './code-wording';
import { CodeRepository } from './codes/code.repository';
import { Codes } from './codes/codes';
import { SentCode } from './codes/sent-code.entity';
import { CodeDestination } from './destinations/code-destination.entity';
import { Destinations } from './destinations/destinations';
import { EmailFactor } from './email/email.factor';
import './otp.limits';
import { SendCode } from './send-code';
import { SmsGuard } from './sms/sms-guard';
import { SmsFactor } from './sms/sms.factor';

@Module({
  imports: [TypeOrmModule.forFeature([CodeDestination, SentCode, SendCount, SendWindow]), AccountsModule, AuditModule, OtpDeliveryModule],
  providers: [
    SmsFactor,
    EmailFactor,
    SmsGuard,
    ChannelState,
    CodeDigests,
    CodeRepository,
    Codes,
    CodeWording,
    Destinations,
    SendBudget,
    SendBudgetRepository,
    SendCode,
  ],
})
export class OtpModule {}
