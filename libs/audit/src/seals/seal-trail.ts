import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Logger } from '@countersign/observability';
import type { EntityManager } from 'typeorm';
import { AuditSettings } from '../audit.settings';
import { Chain, checkpointText, ORIGIN } from './chain';
import * as sql from './seal.statements';
import type { Checkpoint, End, Link } from './seal.statements';

/** How old an event must be: clocks of servers that follow one another differ by less. */
const GRACE_SECONDS = 60;

const TAMPERED = 'The audit trail is not what was sealed; nothing is sealed or dropped until "npm run audit -- verify" finds no fault';

const STAYS = 'An old month of the audit trail is not dropped: not all of it, or of what is older, is sealed; "npm run audit -- verify" names it';

/**
 * Chains the events of the trail, in their order, after they happened: at their insert it would make all commits wait for
 * one another. Every stretch is signed with its seals, and goes on only from an end that was signed.
 */
@Injectable()
export class SealTrail {
  constructor(
    private readonly database: Database,
    private readonly chain: Chain,
    private readonly settings: AuditSettings,
    private readonly logger: Logger,
  ) {}

  /** Seals at most `limit` events and signs where the chain ends then. @returns how many; 0 too when another worker is at it. */
  async seal(limit: number, graceSeconds = GRACE_SECONDS): Promise<number> {
    return this.alone(0, async (tx) => {
      const last = await this.signedEnd(tx);
      if (typeof last === 'string') return this.refuse(last, 0);
      const events = await this.database.run(sql.unsealedEvents, [limit, graceSeconds], tx);
      if (events.length === 0) return 0;
      const links: Link[] = [];
      for (const { text } of events) links.push(this.chain.linkAfter(links.at(-1) ?? last, text));
      const values = [links.map(({ position }) => position), events.map(({ id }) => id), events.map(({ createdAt }) => createdAt)];
      const [end] = await this.database.run(sql.insertSeals, [...values, links.map(({ hash }) => hash)], tx);
      await this.sign(tx, end!);
      return events.length;
    });
  }

  /** Drops the months that the trail need not keep, the oldest first, until one cannot go. What was before the first one that stays is signed. @returns how many. */
  async dropOld(keepMonths: number): Promise<number> {
    let months = 0;
    while (await this.dropOldest(keepMonths)) months += 1;
    return months;
  }

  /** @returns whether one went. */
  private async dropOldest(keepMonths: number): Promise<boolean> {
    return this.alone(false, async (tx) => {
      const [last] = await this.database.run(sql.lastSealOfOldest, [keepMonths], tx);
      const fault = last ? await this.signAfterLook(tx, last) : null;
      if (fault) return this.refuse(fault, false);
      const [answer] = await this.database.run(sql.dropOldest, [keepMonths], tx);
      const isDropped = answer?.dropped === 1;
      if (last && !isDropped) this.logger.warn({ until: last.eventAt }, STAYS);
      return isDropped;
    });
  }

  /** One worker at a time, until its commit. */
  private alone<Result>(otherwise: Result, work: (tx: EntityManager) => Promise<Result>): Promise<Result> {
    return this.database.transaction(async (tx) => {
      const [turn] = await this.database.run(sql.takeSealing, [], tx);
      return turn?.isMine ? work(tx) : otherwise;
    });
  }

  /** Where the chain goes on: its last seal, which a checkpoint covers. A sentence: somebody was at it. */
  private async signedEnd(tx: EntityManager): Promise<Link | string> {
    const [last] = await this.database.run(sql.lastSeal, [], tx);
    const [signed] = await this.database.run(sql.lastCheckpoint, [], tx);
    if (!signed) return last ? 'There are seals and no checkpoint.' : ORIGIN;
    if (!this.chain.isGenuine(signed)) return `The checkpoint at position ${signed.position} was not signed under ENCRYPTION_KEYS.`;
    if (!last) return (await this.isDropped(tx, signed)) ? signed : `Position ${signed.position} was signed, and there are no seals.`;
    const isCovered = last.position === signed.position && last.hash.equals(signed.hash);
    return isCovered ? last : `The seals end at position ${last.position}, and position ${signed.position} was signed last.`;
  }

  private async isDropped(tx: EntityManager, { eventAt }: End): Promise<boolean> {
    const { AUDIT_KEEP_MONTHS: keepMonths } = this.settings;
    if (keepMonths === null) return false;
    const [answer] = await this.database.run(sql.isDropped, [eventAt, keepMonths], tx);
    return answer!.isDropped;
  }

  /** Signs a place within the chain, once what lies between it and the checkpoint before was looked at. @returns what is wrong. */
  private async signAfterLook(tx: EntityManager, end: End): Promise<string | null> {
    const [before] = await this.database.run(sql.checkpointBefore, [end.position], tx);
    if (before && !this.chain.isGenuine(before)) return `The checkpoint at position ${before.position} was not signed under ENCRYPTION_KEYS.`;
    const start: Link = before ?? ORIGIN;
    const rows = await this.database.run(sql.sealedRows, [start.position, end.position - start.position], tx);
    const fault = this.chain.brokenLink(rows, start);
    if (!fault) await this.sign(tx, end);
    return fault;
  }

  private async sign(tx: EntityManager, end: End): Promise<void> {
    const checkpoint: Checkpoint = { ...end, signature: this.chain.sign(end) };
    const made = await this.database.run(sql.insertCheckpoint, [end.position, end.eventAt, end.hash, checkpoint.signature], tx);
    if (made.length === 0) return;
    this.database.afterCommit(tx, () => this.logger.info({ checkpoint: checkpointText(checkpoint) }, 'The audit trail is sealed up to here'));
  }

  private refuse<Result>(reason: string, answer: Result): Result {
    this.logger.error({ reason }, TAMPERED);
    return answer;
  }
}
