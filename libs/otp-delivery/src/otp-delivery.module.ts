import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QueueModule } from '@countersign/queue';
import './built-in.channels';
import { Channels } from './channels';
import { MessageSeal } from './message-seal';
import { Message } from './message.entity';
import { MessageRepository } from './message.repository';
import { Messages } from './messages';

/** Queues messages. Sending them is the worker's (`worker.ts`), reading them in development the api's (`http.ts`). */
@Module({
  imports: [TypeOrmModule.forFeature([Message]), QueueModule],
  providers: [Messages, Channels, MessageRepository, MessageSeal],
  exports: [Messages, Channels, MessageRepository, MessageSeal],
})
export class OtpDeliveryModule {}
