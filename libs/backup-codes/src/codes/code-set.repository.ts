import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import type { EntityManager } from 'typeorm';
import * as sql from './code-set.statements';
import type { SetToCheck } from './code-set.statements';

/** A set as it counts: no code, only what each is compared with. */
export interface HashedSet {
  readonly salt: Buffer;
  readonly hashes: readonly Buffer[];
}

/** The rows of `backup_code_sets` and `backup_codes`. */
@Injectable()
export class CodeSetRepository {
  constructor(protected readonly database: Database) {}

  /** Commits on its own; null: the user has no set that counts, or the window is full, and nothing was counted. */
  async reserveCheck(userId: string, limit: number): Promise<SetToCheck | null> {
    const [row] = await this.database.run(sql.reserve, [userId, limit]);
    return row ?? null;
  }

  /** Gives an attempt back: its code was right, and says nothing to a guesser. */
  async release(userId: string, at: string): Promise<void> {
    await this.database.run(sql.release, [userId, at]);
  }

  /** Empties the window. */
  async clearTries(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.clearTries, [userId], tx);
  }

  /** Until the window has room again; null: the user has no set that counts. */
  async secondsToWait(userId: string, limit: number): Promise<number | null> {
    const [row] = await this.database.run(sql.wait, [userId, limit]);
    return row?.seconds ?? null;
  }

  /** Spends a code and clears the window; answers how many are left. Null: it is used, or its set was replaced. */
  async useOnce(tx: EntityManager, userId: string, hash: Buffer): Promise<number | null> {
    const [row] = await this.database.run(sql.use, [userId, hash], tx);
    return row?.remaining ?? null;
  }

  /** Keeps sealed codes until they are confirmed, in the place of whatever was there. */
  async offer(tx: EntityManager, userId: string, sealed: string): Promise<void> {
    await this.database.run(sql.offer, [userId, sealed], tx);
    await this.database.run(sql.clear, [userId], tx);
  }

  async findPending(userId: string): Promise<string | null> {
    const [row] = await this.database.run(sql.pending, [userId]);
    return row?.sealed ?? null;
  }

  /** Pending to counting, once; false: other codes have been offered meanwhile. */
  async confirmOnce(tx: EntityManager, userId: string, sealed: string, { salt, hashes }: HashedSet): Promise<boolean> {
    const rows = await this.database.run(sql.confirm, [userId, sealed, salt, hashes], tx);
    return rows.length > 0;
  }

  /** A set that counts from the commit on, in the place of whatever was there. */
  async replace(tx: EntityManager, userId: string, { salt, hashes }: HashedSet): Promise<void> {
    await this.database.run(sql.start, [userId, salt, hashes.length], tx);
    await this.database.run(sql.clear, [userId], tx);
    await this.database.run(sql.fill, [userId, hashes], tx);
  }

  /** Codes that count and were not used; null: the user has no set that counts. */
  async countLeft(userId: string): Promise<number | null> {
    const [row] = await this.database.run(sql.left, [userId]);
    return row?.remaining ?? null;
  }

  async remove(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.remove, [userId], tx);
  }
}
