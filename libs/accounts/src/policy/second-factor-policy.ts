import { Injectable } from '@nestjs/common';
import type { UserFacts } from '@countersign/web';
import { AccountsSettings } from '../accounts.settings';

const DEMANDED_OF = { none: [], admins: ['admin'], all: ['user', 'admin'] } as const satisfies Record<string, readonly UserFacts['role'][]>;

/** Who has to have a second factor, by REQUIRE_2FA. */
@Injectable()
export class SecondFactorPolicy {
  constructor(private readonly settings: AccountsSettings) {}

  demands({ role }: Pick<UserFacts, 'role'>): boolean {
    return this.roles.includes(role);
  }

  /** Of whom it is demanded. */
  get roles(): readonly UserFacts['role'][] {
    return DEMANDED_OF[this.settings.REQUIRE_2FA];
  }

  /** Days from the first log-in that asks for it. */
  get graceDays(): number {
    return this.settings.REQUIRE_2FA_GRACE_DAYS;
  }
}

/**
 * For a statement that joins the view `user_facts`: whether a user has no second factor and may do without no longer. A grace
 * that no log-in has begun is over only where there is none.
 *
 * @param alias what the statement calls the view.
 * @param roles, days its parameters for `SecondFactorPolicy`'s `roles` and `graceDays`.
 */
export function hasToEnrol(alias: string, roles: string, days: string): string {
  const isOver = `coalesce(${alias}.enrolment_asked_at, now()) + make_interval(days => ${days}::int) <= now()`;
  return `(not ${alias}.two_factor_enabled and ${alias}.role = any (${roles}::text[]) and ${isOver})`;
}
