import { Injectable } from '@nestjs/common';
import type { UserFacts } from '@countersign/web';
import { FactorsSettings } from '../factors.settings';

/** Who has to have a second factor, by REQUIRE_2FA. */
@Injectable()
export class SecondFactorPolicy {
  constructor(private readonly settings: FactorsSettings) {}

  demands({ role }: Pick<UserFacts, 'role'>): boolean {
    const { REQUIRE_2FA: required } = this.settings;
    return required === 'all' || (required === 'admins' && role === 'admin');
  }

  /** Days from the first log-in that asks for it. */
  get graceDays(): number {
    return this.settings.REQUIRE_2FA_GRACE_DAYS;
  }
}
