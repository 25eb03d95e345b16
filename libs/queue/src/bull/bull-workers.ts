import { BullModule, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Module, type DynamicModule, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import type { Job, QueueOptions } from 'bullmq';
import { loadSettings } from '@countersign/config';
import { RedisConnections } from '@countersign/redis';
import { concurrencyOf, listQueues } from '../job';
import { QueueSettings } from '../queue.settings';
import { Intake } from '../worker/intake';
import { MessageRunnerModule } from '../worker/message-runner.module';
import { isBullUsed, withoutRedis } from './bull.modules';

/** Short, so that a killed worker's jobs come again soon; the claim on the row, 10 s too, is what decides. */
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
  const { QUEUE_CONCURRENCY: concurrency } = loadSettings().get(QueueSettings) as QueueSettings;
  const providers = listQueues().map((queue) => processorFor(queue, concurrencyOf(queue, concurrency)));
  return { module: BullWorkersModule, imports: [workerConnection, MessageRunnerModule], providers };
}

function processorFor(queue: string, concurrency: number): Type<WorkerHost> {
  @Processor({ name: queue, configKey: 'worker' }, { concurrency, ...LOCK })
  class QueueProcessor extends WorkerHost implements OnApplicationBootstrap {
    constructor(@Inject(Intake) private readonly intake: Intake) {
      super();
    }

    onApplicationBootstrap(): void {
      this.intake.attach(this.worker);
    }

    async process({ id }: Job): Promise<void> {
      if (id !== undefined) await this.intake.knock(id);
    }

    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.intake.lost(error);
    }
  }
  return QueueProcessor;
}
