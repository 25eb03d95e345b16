import { forwardRef, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { bullOffers } from './bull/bull.modules';
import { Offers } from './bull/offers';
import { OutboxMessage } from './entities/outbox-message.entity';
import { WorkerHeartbeat } from './entities/worker-heartbeat.entity';
import { WorkerTurn } from './entities/worker-turn.entity';
import { QueueFigures } from './health/queue.figures';
import { WorkerHealth } from './health/worker.health';
import { Outbox } from './outbox';

/**
 * The producer's side. Which BullMQ queues there are depends on settings and on the jobs of every lib, so it is asked for
 * when Nest scans the modules (`forwardRef`), after all of them are imported.
 */
@Module({
  imports: [TypeOrmModule.forFeature([OutboxMessage, WorkerHeartbeat, WorkerTurn]), forwardRef(bullOffers)],
  providers: [Outbox, Offers, QueueFigures, WorkerHealth],
  exports: [Outbox, Offers],
})
export class QueueModule {}
