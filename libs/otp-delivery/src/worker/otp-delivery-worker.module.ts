import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { OtpDeliveryModule } from '../otp-delivery.module';
import { ChannelSenders } from './channel-senders';
import { DeliverMessage } from './deliver-message';
import { CodeProcessor, MessageProcessor, SecurityMailProcessor } from './deliver-message.processors';
import { DeliveryAnnouncement } from './delivery-announcement';
import { InboxChannel } from './inbox.channel';
import { OldMessagesCleanup } from './old-messages.cleanup';
import { SmtpChannel } from './smtp.channel';

/** Sends the queued messages. The mail client is loaded here and nowhere else. */
@Module({
  imports: [DiscoveryModule, OtpDeliveryModule],
  providers: [
    ChannelSenders,
    DeliverMessage,
    SmtpChannel,
    InboxChannel,
    CodeProcessor,
    SecurityMailProcessor,
    MessageProcessor,
    OldMessagesCleanup,
    DeliveryAnnouncement,
  ],
})
export class OtpDeliveryWorkerModule {}
