import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Logger } from '@countersign/observability';
import { checkpointText, Checkpoints, linkAfter, ORIGIN } from './chain';
import * as sql from './seal.statements';
import type { End, Link } from './seal.statements';

/** How old an event must be: clocks of servers that follow one another differ by less. */
const GRACE_SECONDS = 60;

/**
 * Chains the events of the trail, in their order, after they happened: at their insert it would make all commits wait for
 * one another.
 */
@Injectable()
export class SealTrail {
  constructor(
    private readonly database: Database,
    private readonly checkpoints: Checkpoints,
    private readonly logger: Logger,
  ) {}

  /** Seals at most `limit` events. @returns how many; 0 too when another worker is at it. */
  async seal(limit: number, graceSeconds = GRACE_SECONDS): Promise<number> {
    return this.database.transaction(async (tx) => {
      const [turn] = await this.database.run(sql.takeSealing, [], tx);
      if (!turn?.isMine) return 0;
      const [last = ORIGIN] = await this.database.run(sql.lastSeal, [], tx);
      const events = await this.database.run(sql.unsealedEvents, [limit, graceSeconds], tx);
      if (events.length === 0) return 0;
      const links: Link[] = [];
      for (const { text } of events) links.push(linkAfter(links.at(-1) ?? last, text));
      const values = [links.map(({ position }) => position), events.map(({ id }) => id), events.map(({ createdAt }) => createdAt)];
      await this.database.run(sql.insertSeals, [...values, links.map(({ hash }) => hash)], tx);
      return events.length;
    });
  }

  /** Signs where the chain ends now, and says so in the log: a copy that is kept elsewhere shows when the end is cut off. */
  async checkpoint(): Promise<void> {
    const [last] = await this.database.run(sql.lastSeal, []);
    if (last) await this.sign(last);
  }

  /** Drops the months that the trail need not keep. What was before the first one that stays is signed. @returns how many. */
  async dropOld(keepMonths: number): Promise<number> {
    const [last] = await this.database.run(sql.lastSealBefore, [keepMonths]);
    if (last) await this.sign(last);
    const [answer] = await this.database.run(sql.dropMonths, [keepMonths]);
    return answer?.dropped ?? 0;
  }

  private async sign(end: End): Promise<void> {
    const signature = this.checkpoints.sign(end);
    const made = await this.database.run(sql.insertCheckpoint, [end.position, end.eventAt, end.hash, signature]);
    if (made.length > 0) this.logger.info({ checkpoint: checkpointText({ ...end, signature }) }, 'The audit trail is sealed up to here');
  }
}
