import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QueueModule } from '@countersign/queue';
import './channels/built-in.channels';
import { Channels } from './channels/channels';
import { MessageSeal } from './messages/message-seal';
import { MessageOutcomes } from './messages/message-outcomes';
import { Message } from './messages/message.entity';
import { MessageRepository } from './messages/message.repository';
import { Messages } from './messages/messages';
import { ProviderDay } from './messages/provider-day.entity';
import './settings/delivery.settings';

/** Queues messages. Sending them is the worker's (`worker.ts`), reading them in development the api's (`http.ts`). */
@Module({
  imports: [TypeOrmModule.forFeature([Message, ProviderDay]), QueueModule],
  providers: [Messages, Channels, MessageRepository, MessageOutcomes, MessageSeal],
  exports: [Messages, Channels, MessageRepository, MessageOutcomes, MessageSeal],
})
export class OtpDeliveryModule {}
