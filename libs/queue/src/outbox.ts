import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, statement } from '@countersign/database';
import { newId } from '@countersign/kernel';
import { Offers } from './bull/offers';
import type { Job } from './job';
import type { NewMessage } from './outbox-insert';

export interface AddOptions {
  /** The message is dead (`expired`) when it has not been run by then. */
  readonly notAfter?: Date | null;
  /** Seconds to wait before the first run. Default 0. */
  readonly delaySeconds?: number;
}

const addMessage = statement(
  'queue_add_message',
  `insert into outbox (id, job, queue, subject, not_after, run_at)
   values ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')`,
);

/**
 * Messages to be run by the worker, written in the caller's transaction: they exist when its change does. The row in
 * PostgreSQL is the message; Redis only hears of it sooner.
 */
@Injectable()
export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly offers: Offers,
  ) {}

  /** Writes one message in the transaction; after the commit a worker hears of it, which nobody waits for. */
  async add(tx: EntityManager, job: Job, subject: string, options: AddOptions = {}): Promise<void> {
    const id = newId();
    const { notAfter = null, delaySeconds = 0 } = options;
    await this.database.run(addMessage, [id, job.name, job.queue, subject, notAfter, delaySeconds], tx);
    if (delaySeconds === 0) this.offerAfterCommit(tx, [{ job }]);
  }

  /** For messages that another statement wrote in the transaction. */
  offerAfterCommit(tx: EntityManager, rows: readonly Pick<NewMessage, 'job'>[]): void {
    this.database.afterCommit(tx, () => this.offers.offer(rows));
  }

  /** For messages that are committed already. Never throws, never waits. */
  offer(rows: readonly Pick<NewMessage, 'job'>[]): void {
    this.offers.offer(rows);
  }
}
