import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { QueueModule } from '../queue.module';
import { Claims } from './claims';
import { Drain } from './drain';
import { Intake } from './intake';
import { MessageRunner } from './message-runner';
import { Messages } from './messages';
import { Processors } from './processors';
import { Relay } from './relay';

/** Claims and runs messages. */
@Module({
  imports: [DiscoveryModule, QueueModule],
  providers: [Messages, Processors, Claims, MessageRunner, Relay, Intake, Drain],
  exports: [Messages, Processors, MessageRunner, Relay, Intake],
})
export class MessageRunnerModule {}
