import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import type { QueueOptions } from 'bullmq';
import { loadSettings } from '@countersign/config';
import { RedisConnections, RedisSettings } from '@countersign/redis';
import { listQueues } from '../job';
import { OfferQueue } from './offer-queue';

@Module({})
class WithoutRedisModule {}

/** Whether Redis is configured. Without it BullMQ is not part of the application and the relay serves the outbox alone. */
export function isBullUsed(): boolean {
  const settings = loadSettings().get(RedisSettings) as RedisSettings | undefined;
  return settings !== undefined && settings.REDIS_ENABLED && settings.isConfigured;
}

export const withoutRedis: DynamicModule = { module: WithoutRedisModule };

/** The name under which the producer's side of a queue is provided; the bare name is left to the worker's side. */
export const offersOf = (queue: string) => `offers:${queue}`;

/** The producer's side: one BullMQ queue for each queue that a known job names. Asked for when Nest scans the modules. */
export function bullOffers(): DynamicModule {
  if (!isBullUsed()) return withoutRedis;
  BullModule.queueClass = OfferQueue;
  const queues = listQueues().map((name) => ({ name: offersOf(name), configKey: 'producer', useFactory: () => ({ name }) }));
  return { module: BullOffersModule, imports: [producerConnection, BullModule.registerQueueAsync(...queues)] };
}

@Module({})
class BullOffersModule {}

const producerConnection = BullModule.forRootAsync('producer', {
  inject: [RedisConnections],
  useFactory: (connections: RedisConnections) =>
    ({ connection: connections.options('producer'), prefix: connections.prefix }) as QueueOptions,
});
