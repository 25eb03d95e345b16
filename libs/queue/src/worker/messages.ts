import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Joined } from './joined';
import * as sql from './messages.statements';
import type { ClaimedMessage, Held } from './messages.statements';

/** Seconds. The chance in it keeps what failed together from coming back together. */
export interface Pause {
  readonly least: number;
  readonly spread: number;
}

/**
 * The outbox as the worker uses it. Every method is one conditional statement; all but the claims want the fencing token
 * and answer false when the claim was lost meanwhile.
 */
@Injectable()
export class Messages {
  readonly #completions = new Joined(({ id }: Held) => id, (held) => this.database.run(sql.completeMessages, unzipped(held)));

  constructor(private readonly database: Database) {}

  /** Claims for 10 s, oldest first, up to `limit` messages that are due and that nobody claims. */
  async claimDue(queue: string, jobs: readonly string[], limit: number): Promise<ClaimedMessage[]> {
    return this.database.run(sql.claimDueMessages, [queue, jobs, limit]);
  }

  /** Prolongs claims by 10 s from now. @returns the ids whose claim still stood. */
  async renew(held: readonly Held[]): Promise<string[]> {
    const rows = await this.database.run(sql.renewClaims, unzipped(held));
    return rows.map(({ id }) => id);
  }

  /** Gives claims back, and the attempts with them, so that another worker takes over at once. */
  async release(held: readonly Held[]): Promise<void> {
    await this.database.run(sql.releaseClaims, unzipped(held));
  }

  /** The message is done and goes. What is done at once goes in one statement. */
  async complete(held: Held): Promise<boolean> {
    return (await this.#completions.ask(held)) !== undefined;
  }

  /**
   * The message runs again after `least` seconds and, by chance, up to `spread` more; it is dead when it will have expired by then.
   *
   * @param isFree the run that failed is not counted
   */
  async retry({ id, claim }: Held, error: string, { least, spread }: Pause, isFree: boolean): Promise<'waits' | 'dead' | 'lost'> {
    const [row] = await this.database.run(sql.retryMessage, [id, claim, error, least, isFree ? 1 : 0, spread]);
    if (!row) return 'lost';
    return row.isDead ? 'dead' : 'waits';
  }

  /** The message failed for good and stays for somebody to look at. */
  async bury({ id, claim }: Held, error: string): Promise<boolean> {
    return (await this.database.run(sql.buryMessage, [id, claim, error])).length === 1;
  }

  /** Removes dead messages that were kept long enough. @returns how many. */
  async removeDead(keepDays: number, limit: number): Promise<number> {
    return (await this.database.run(sql.removeDeadMessages, [keepDays, limit])).length;
  }
}

function unzipped(held: readonly Held[]): unknown[] {
  return [held.map(({ id }) => id), held.map(({ claim }) => claim)];
}
