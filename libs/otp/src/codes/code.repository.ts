import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '@countersign/database';
import type { ChallengeRef } from '@countersign/factors';
import * as sql from './code.statements';
import type { TriedCode, WrittenCode } from './code.statements';

/** Which row: a method, and what its code answers. */
export interface CodeKey {
  readonly methodId: string;
  readonly contextId: string;
}

/** The rows of `codes`: each change is one conditional statement. */
@Injectable()
export class CodeRepository {
  constructor(protected readonly database: Database) {}

  async begin(tx: EntityManager): Promise<void> {
    await this.database.run(sql.begin, [], tx);
  }

  /** Everything since `begin`, counts of others too. */
  async takeBack(tx: EntityManager): Promise<void> {
    await this.database.run(sql.takeBack, [], tx);
  }

  afterCommit(tx: EntityManager, task: () => void): void {
    this.database.afterCommit(tx, task);
  }

  /** Null: the pause since the last code is not over, or the method is gone. */
  async writeOnce(tx: EntityManager, { methodId, contextId }: CodeKey, digest: Buffer, seconds: number): Promise<WrittenCode | null> {
    const [row] = await this.database.run(sql.write, [methodId, contextId, digest, seconds], tx);
    return row ?? null;
  }

  /** Seconds until the next code may follow. */
  async pauseOf(tx: EntityManager, { methodId, contextId }: CodeKey): Promise<number> {
    const [row] = await this.database.run(sql.pause, [methodId, contextId], tx);
    return row?.seconds ?? 1;
  }

  /** Counts a try, with a commit of its own, before anything is compared; null: no code was sent. */
  async reserveTry({ methodId, contextId }: CodeKey): Promise<TriedCode | null> {
    const [row] = await this.database.run(sql.reserveTry, [methodId, contextId]);
    return row ?? null;
  }

  /** Spends the code with this digest; false: it is spent, or a newer one took its place. */
  async consumeOnce(tx: EntityManager, { methodId, contextId }: CodeKey, digest: Buffer): Promise<boolean> {
    return (await this.database.run(sql.consume, [methodId, contextId, digest], tx)).length === 1;
  }

  /** The methods that were sent a code for a challenge. */
  async askedFor(tx: EntityManager, { id, userId }: ChallengeRef): Promise<string[]> {
    return (await this.database.run(sql.ofChallenge, [id, userId], tx)).map(({ methodId }) => methodId);
  }
}
