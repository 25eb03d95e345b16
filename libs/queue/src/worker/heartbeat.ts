import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, statement } from '@countersign/database';
import { newId } from '@countersign/kernel';

const BEAT_MILLISECONDS = 5_000;

const beat = statement(
  'queue_heartbeat',
  'insert into worker_heartbeats (id) values ($1) on conflict (id) do update set seen_at = now()',
);
const leave = statement('queue_heartbeat_leave', 'delete from worker_heartbeats where id = $1');

/** Tells the other processes that this worker runs. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #id = newId();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.beat(), BEAT_MILLISECONDS);
    this.beat();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    await this.database.run(leave, [this.#id]).catch(() => undefined);
  }

  /** Without PostgreSQL a beat is skipped; the health of the database says so. */
  private beat(): void {
    this.#beating = this.database.run(beat, [this.#id]).catch(() => undefined);
  }
}
