import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '@countersign/database';
import * as sql from './method.statements';
import { TwoFactorMethod } from './two-factor-method.entity';

export interface NewMethod {
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  readonly label: string | null;
  readonly setupSessionId: string | null;
}

/** The rows of `two_factor_methods`. Changes that depend on other rows of the user run after `lockUser`. */
@Injectable()
export class MethodRepository {
  constructor(private readonly database: Database) {}

  /** Until the transaction ends, no other change of this user's methods runs. */
  async lockUser(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.lockUser, [userId], tx);
  }

  /** Active methods, disabled ones too; the default first, then by age. */
  activeOf(userId: string, tx?: EntityManager): Promise<sql.ActiveMethodRow[]> {
    return this.database.run(sql.activeOf, [userId], tx);
  }

  /** Active and pending ones. */
  async allOf(userId: string, tx: EntityManager): Promise<TwoFactorMethod[]> {
    return tx.getRepository(TwoFactorMethod).find({ where: { userId } });
  }

  /** Pending methods of a kind, expired ones too: there is at most one. */
  async pendingOf(userId: string, type: string, tx: EntityManager): Promise<TwoFactorMethod[]> {
    return tx.getRepository(TwoFactorMethod).find({ where: { userId, type, status: 'pending' } });
  }

  /** Answers the seconds for which it can be confirmed. */
  async insertPending(tx: EntityManager, method: NewMethod): Promise<number> {
    const { id, userId, type, label, setupSessionId } = method;
    const [row] = await this.database.run(sql.insertPending, [id, userId, type, label, setupSessionId], tx);
    return row!.expiresIn;
  }

  async setDestination(tx: EntityManager, id: string, destination: { name: string; masked: string }): Promise<void> {
    await this.database.run(sql.setDestination, [id, JSON.stringify(destination)], tx);
  }

  /** The pending method that this session set up, while it lasts. */
  async findPending(userId: string, type: string, sessionId: string | null, methodId?: string) {
    const [row] = await this.database.run(sql.findPending, [userId, type, sessionId, methodId ?? null]);
    return row ? { ...row, userId, type } : null;
  }

  /** Pending to active, once; null: it expired, was replaced, or another request was first. */
  async activateOnce(tx: EntityManager, id: string): Promise<{ isFirst: boolean } | null> {
    const [row] = await this.database.run(sql.activate, [id], tx);
    return row ?? null;
  }

  /** Commits on its own; true for the one failure that reaches `limit` in a row and disables the method. */
  async countFailure(id: string, limit: number): Promise<boolean> {
    const [row] = await this.database.run(sql.countFailure, [id, limit]);
    return row?.isDisabledNow ?? false;
  }

  async rename(tx: EntityManager, id: string, label: string): Promise<void> {
    await this.database.run(sql.rename, [id, label], tx);
  }

  async makeDefault(tx: EntityManager, userId: string, id: string): Promise<void> {
    await this.database.run(sql.clearDefault, [userId, id], tx);
    await this.database.run(sql.makeDefault, [id], tx);
  }

  async makeOldestDefault(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.makeOldestDefault, [userId], tx);
  }

  async remove(tx: EntityManager, id: string): Promise<void> {
    await this.database.run(sql.remove, [id], tx);
  }
}
