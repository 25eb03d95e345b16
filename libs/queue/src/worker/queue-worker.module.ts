import { forwardRef, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { bullWorkers } from '../bull/bull-workers';
import { QueueModule } from '../queue.module';
import { CleanupRunner } from './cleanups/cleanup-runner';
import { Heartbeat } from './heartbeat';
import { MessageRunnerModule } from './message-runner.module';
import { OutboxCleanup } from './cleanups/outbox.cleanup';

/** What makes a process a worker: the relay, BullMQ's processors, the heartbeat and the clean-up. */
@Module({
  imports: [DiscoveryModule, QueueModule, MessageRunnerModule, forwardRef(bullWorkers)],
  providers: [Heartbeat, CleanupRunner, OutboxCleanup],
})
export class QueueWorkerModule {}
