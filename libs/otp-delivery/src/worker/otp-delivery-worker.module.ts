import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { OtpDeliveryModule } from '../otp-delivery.module';
import { Attempts } from './attempts';
import { DeliverMessage } from './deliver-message';
import { CodeProcessor, MessageProcessor, NoticeProcessor, SecurityMailProcessor, TextCodeProcessor } from './deliver-message.processors';
import { OldMessagesCleanup } from './old-messages.cleanup';
import { ChannelSenders } from './providers/channel-senders';
import { DailyBudget } from './providers/daily-budget';
import { DeliveryAnnouncement } from './providers/delivery-announcement';
import { DeliveryHealth } from './providers/delivery.health';
import { Dispatch } from './providers/dispatch';
import { InboxChannel } from './providers/inbox.channel';
import { ReceiptListeners } from './receipts/receipt-listeners';
import { ReceiptProcessor } from './receipts/receipt.processor';
import { SmtpChannel, SmtpFallbackChannel } from './smtp/smtp.channel';
import { TwilioChannel, TwilioFallbackChannel } from './twilio/twilio.channel';

const channels = [SmtpChannel, SmtpFallbackChannel, TwilioChannel, TwilioFallbackChannel, InboxChannel];
const processors = [CodeProcessor, TextCodeProcessor, SecurityMailProcessor, NoticeProcessor, MessageProcessor, ReceiptProcessor];

/** Sends the queued messages. The clients of mail and text messages are loaded here and nowhere else. */
@Module({
  imports: [DiscoveryModule, OtpDeliveryModule],
  providers: [
    ...channels,
    ...processors,
    Attempts,
    ChannelSenders,
    DailyBudget,
    DeliverMessage,
    DeliveryAnnouncement,
    DeliveryHealth,
    Dispatch,
    OldMessagesCleanup,
    ReceiptListeners,
  ],
})
export class OtpDeliveryWorkerModule {}
