import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { Database, statement } from '@countersign/database';
import { TwoFactorMethod } from './two-factor-method.entity';

export interface NewMethod {
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  readonly label: string | null;
  readonly setupSessionId: string | null;
}

// Which method is the first, the last or the default is decided over several rows: one change at a time per user.
const lockUser = statement('factors_method_lock_user', `select pg_advisory_xact_lock(hashtextextended('two_factor_methods:' || $1, 0))`);
const insertPending = statement<{ expiresIn: number }>(
  'factors_method_insert',
  `insert into two_factor_methods (id, user_id, type, label, setup_session_id, expires_at)
   values ($1, $2, $3, $4, $5, now() + interval '10 minutes')
   returning ceil(extract(epoch from expires_at - now()))::int as "expiresIn"`,
);
const setDestination = statement('factors_method_destination', 'update two_factor_methods set destination = $2 where id = $1');
const activate = statement<{ isFirst: boolean }>(
  'factors_method_activate',
  `update two_factor_methods m set status = 'active', expires_at = null, verified_at = now(), last_used_at = now(),
     setup_session_id = null, is_default = not exists (select from two_factor_methods d where d.user_id = m.user_id and d.is_default)
   where m.id = $1 and m.status = 'pending' and m.expires_at > now()
   returning not exists (select from two_factor_methods o where o.user_id = m.user_id and o.status = 'active' and o.id <> m.id) as "isFirst"`,
);
const findPending = statement<{ id: string; label: string | null }>(
  'factors_method_find_pending',
  `select id, label from two_factor_methods where user_id = $1 and type = $2 and status = 'pending' and expires_at > now()
     and setup_session_id is not distinct from $3 and ($4::uuid is null or id = $4)`,
);
const countFailure = statement<{ isDisabledNow: boolean }>(
  'factors_method_count_failure',
  `update two_factor_methods set failures_in_a_row = failures_in_a_row + 1,
     disabled_at = case when failures_in_a_row + 1 >= $2 then coalesce(disabled_at, now()) else disabled_at end
   where id = $1 and status = 'active' returning failures_in_a_row = $2 as "isDisabledNow"`,
);
const touch = statement(
  'factors_method_touch',
  'update two_factor_methods set last_used_at = now(), failures_in_a_row = 0 where id = $1',
);
const rename = statement('factors_method_rename', `update two_factor_methods set label = $2 where id = $1 and status = 'active'`);
const clearDefault = statement(
  'factors_method_clear_default',
  'update two_factor_methods set is_default = false where user_id = $1 and is_default and id <> $2',
);
const makeDefault = statement(
  'factors_method_make_default',
  `update two_factor_methods set is_default = true where id = $1 and status = 'active'`,
);
const makeOldestDefault = statement(
  'factors_method_make_oldest_default',
  `update two_factor_methods set is_default = true where id = (
     select id from two_factor_methods where user_id = $1 and status = 'active'
     order by disabled_at is not null, verified_at, id limit 1)
   and not exists (select from two_factor_methods where user_id = $1 and is_default)`,
);
const remove = statement('factors_method_remove', 'delete from two_factor_methods where id = $1');
/** The rows of `two_factor_methods`. Changes that depend on other rows of the user run after `lockUser`. */
@Injectable()
export class MethodRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(TwoFactorMethod) private readonly rows: Repository<TwoFactorMethod>,
  ) {}

  /** Until the transaction ends, no other change of this user's methods runs. */
  async lockUser(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(lockUser, [userId], tx);
  }

  /** Active methods, disabled ones too; the default first, then by age. */
  async activeOf(userId: string, tx?: EntityManager): Promise<TwoFactorMethod[]> {
    const rows = tx ? tx.getRepository(TwoFactorMethod) : this.rows;
    return rows.find({ where: { userId, status: 'active' }, order: { isDefault: 'DESC', verifiedAt: 'ASC', id: 'ASC' } });
  }

  /** Pending methods of a kind, expired ones too: there is at most one. */
  async pendingOf(userId: string, type: string, tx: EntityManager): Promise<TwoFactorMethod[]> {
    return tx.getRepository(TwoFactorMethod).find({ where: { userId, type, status: 'pending' } });
  }

  /** Answers the seconds for which it can be confirmed. */
  async insertPending(tx: EntityManager, method: NewMethod): Promise<number> {
    const { id, userId, type, label, setupSessionId } = method;
    const [row] = await this.database.run(insertPending, [id, userId, type, label, setupSessionId], tx);
    return row!.expiresIn;
  }

  async setDestination(tx: EntityManager, id: string, destination: { name: string; masked: string }): Promise<void> {
    await this.database.run(setDestination, [id, JSON.stringify(destination)], tx);
  }

  /** The pending method that this session set up, while it lasts. */
  async findPending(userId: string, type: string, sessionId: string | null, methodId?: string) {
    const [row] = await this.database.run(findPending, [userId, type, sessionId, methodId ?? null]);
    return row ? { id: row.id, userId, type, label: row.label } : null;
  }

  /** Pending to active, once; null: it expired, was replaced, or another request was first. */
  async activateOnce(tx: EntityManager, id: string): Promise<{ isFirst: boolean } | null> {
    const [row] = await this.database.run(activate, [id], tx);
    return row ?? null;
  }

  /** Commits on its own; true for the one failure that reaches `limit` in a row and disables the method. */
  async countFailure(id: string, limit: number): Promise<boolean> {
    const [row] = await this.database.run(countFailure, [id, limit]);
    return row?.isDisabledNow ?? false;
  }

  async touch(tx: EntityManager, id: string): Promise<void> {
    await this.database.run(touch, [id], tx);
  }

  async rename(tx: EntityManager, id: string, label: string): Promise<void> {
    await this.database.run(rename, [id, label], tx);
  }

  async makeDefault(tx: EntityManager, userId: string, id: string): Promise<void> {
    await this.database.run(clearDefault, [userId, id], tx);
    await this.database.run(makeDefault, [id], tx);
  }

  async makeOldestDefault(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(makeOldestDefault, [userId], tx);
  }

  async remove(tx: EntityManager, id: string): Promise<void> {
    await this.database.run(remove, [id], tx);
  }
}
