import { BullModule, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Module, type DynamicModule, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import type { QueueOptions } from 'bullmq';
import { RedisConnections } from '@countersign/redis';
import { listQueues } from '../job';
import { Intake } from '../worker/intake';
import { MessageRunnerModule } from '../worker/message-runner.module';
import { isBullUsed, withoutRedis } from './bull.modules';

/** Short, so that a killed worker's knocks come again soon. */
const LOCK = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 10 };

@Module({})
class BullWorkersModule {}

const workerConnection = BullModule.forRootAsync('worker', {
  imports: [MessageRunnerModule],
  inject: [RedisConnections, Intake],
  useFactory: (connections: RedisConnections, intake: Intake) =>
    ({ connection: intake.untilClosed(connections.options('worker')), prefix: connections.prefix }) as QueueOptions,
});

/** The worker's side: a @Processor class for each queue that a known job names. Asked for when Nest scans the modules. */
export function bullWorkers(): DynamicModule {
  if (!isBullUsed()) return withoutRedis;
  return { module: BullWorkersModule, imports: [workerConnection, MessageRunnerModule], providers: listQueues().map(processorFor) };
}

function processorFor(queue: string): Type<WorkerHost> {
  @Processor({ name: queue, configKey: 'worker' }, LOCK)
  class QueueProcessor extends WorkerHost implements OnApplicationBootstrap {
    constructor(@Inject(Intake) private readonly intake: Intake) {
      super();
    }

    onApplicationBootstrap(): void {
      this.intake.attach(this.worker);
    }

    async process(): Promise<void> {}

    /**
     * Redis has taken the knock off its list: whoever knocks from now on is heard by a knock of its own, and whoever knocked before
     * has committed before this look begins.
     */
    @OnWorkerEvent('completed')
    onCompleted(): void {
      this.intake.knock(queue);
    }

    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.intake.lost(error);
    }
  }
  return QueueProcessor;
}
