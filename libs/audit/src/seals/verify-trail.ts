import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { AuditSettings } from '../audit.settings';
import { Chain, ORIGIN } from './chain';
import * as sql from './seal.statements';
import type { Checkpoint, Link, SealedRow } from './seal.statements';

export interface Verified {
  /** Positions that were looked at; 0 and 0 when nothing is sealed yet. */
  readonly first: number;
  readonly last: number;
  /** Events that are younger than the last seal. */
  readonly unsealed: number;
  /** The first thing that is wrong, in a sentence; null: nothing is. */
  readonly fault: string | null;
}

const PAGE = 1_000;
const NOWHERE = { eventAt: '-infinity', eventId: '00000000-0000-0000-0000-000000000000' };

/** Goes through the chain from its first link and finds the first one that does not hold. */
@Injectable()
export class VerifyTrail {
  constructor(
    private readonly database: Database,
    private readonly chain: Chain,
    private readonly settings: AuditSettings,
  ) {}

  /** @param kept a checkpoint that was kept elsewhere: the chain must still contain it. */
  async verify(kept: Checkpoint | null = null): Promise<Verified> {
    if (kept && !this.chain.isGenuine(kept)) return failed('The given checkpoint was not signed under ENCRYPTION_KEYS.');
    // Before the seals are read: the worker adds to both meanwhile.
    const signed = Math.max((await this.lastCheckpoint())?.position ?? 0, kept?.position ?? 0);
    let [first, last, before]: [number, Link, typeof NOWHERE] = [0, ORIGIN, NOWHERE];
    for (;;) {
      const rows = await this.database.run(sql.sealedRows, [last.position, PAGE]);
      if (rows.length === 0) break;
      if (first === 0) {
        first = rows[0]!.position;
        const start = await this.startOf(rows[0]!);
        if (typeof start === 'string') return failed(start);
        last = start;
      }
      const fault = this.chain.brokenLink(rows, last) ?? (await this.stray(rows, before)) ?? (await this.contradiction(rows, kept));
      if (fault) return failed(fault, first, last.position);
      last = rows.at(-1)!;
      before = rows.at(-1)!;
    }
    const [unsealed] = await this.database.run(sql.countUnsealed, [before.eventAt]);
    return { first, last: last.position, unsealed: unsealed!.count, fault: await this.faultAtEnd(last, signed) };
  }

  async lastCheckpoint(): Promise<Checkpoint | null> {
    const [checkpoint] = await this.database.run(sql.lastCheckpoint, []);
    return checkpoint ?? null;
  }

  /** Where the chain begins: at nothing, or at the signed end of what the retention dropped. */
  private async startOf({ position, eventId }: SealedRow): Promise<Link | string> {
    if (position === 1) return ORIGIN;
    const [checkpoint] = await this.database.run(sql.checkpointsBetween, [position - 1, position - 1]);
    if (checkpoint && this.chain.isGenuine(checkpoint) && (await this.isDropped(checkpoint))) return checkpoint;
    return `The trail begins at position ${position} (event ${eventId}). What was before is gone, and AUDIT_KEEP_MONTHS did not drop it (if that was a smaller number once: verify with that).`;
  }

  private async isDropped({ eventAt }: Checkpoint): Promise<boolean> {
    const { AUDIT_KEEP_MONTHS: keepMonths } = this.settings;
    if (keepMonths === null) return false;
    const [answer] = await this.database.run(sql.isDropped, [eventAt, keepMonths]);
    return answer!.isDropped;
  }

  private async stray(rows: readonly SealedRow[], before: typeof NOWHERE): Promise<string | null> {
    const end = rows.at(-1)!;
    const values = [before.eventAt, before.eventId, end.eventAt, end.eventId, rows.map(({ eventId }) => eventId)];
    const [stray] = await this.database.run(sql.strayEvents, values);
    return stray ? `Event ${stray.id} of ${stray.createdAt.toISOString()} was put in after the events around it were sealed.` : null;
  }

  private async contradiction(rows: readonly SealedRow[], kept: Checkpoint | null): Promise<string | null> {
    const [from, to] = [rows[0]!.position, rows.at(-1)!.position];
    const stored = await this.database.run(sql.checkpointsBetween, [from, to]);
    const forged = stored.find((checkpoint) => !this.chain.isGenuine(checkpoint));
    if (forged) return `The checkpoint at position ${forged.position} was not signed under ENCRYPTION_KEYS.`;
    const all = kept && kept.position >= from && kept.position <= to ? [...stored, kept] : stored;
    const other = all.find(({ position, hash }) => !rows[position - from]!.hash.equals(hash));
    return other ? `The seals up to position ${other.position} are not those that were signed.` : null;
  }

  /** Removing the last events and their seals leaves the checkpoints; removing those too leaves the one that was kept. */
  private async faultAtEnd({ position: last }: Link, signed: number): Promise<string | null> {
    if (signed > last) return `The end is cut off: position ${signed} was signed, and the seals end at ${last}.`;
    const covered = (await this.lastCheckpoint())?.position ?? 0;
    return covered < last ? `The seals end at position ${last}, and no checkpoint covers those after ${covered}.` : null;
  }
}

function failed(fault: string, first = 0, last = 0): Verified {
  return { first, last, unsealed: 0, fault };
}
