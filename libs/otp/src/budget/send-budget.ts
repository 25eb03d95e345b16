import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CodeDigests } from '../code-digests';
import { OtpSettings } from '../otp.settings';
import { budgetsOf, SendBudgetRepository, type Exhausted, type WindowBudget } from './send-budget.repository';

/** Whom a code is sent for, where it goes, and what else it costs. */
export interface Sending {
  readonly userId: string;
  readonly channel: string;
  readonly to: string;
  /** Further budgets of the channel. */
  readonly costs: readonly WindowBudget[];
}

/** How many codes may go out: 3 in any hour to a destination, 10 for a user, and what the channel allows beside. */
@Injectable()
export class SendBudget {
  constructor(
    private readonly budgets: SendBudgetRepository,
    private readonly digests: CodeDigests,
    private readonly settings: OtpSettings,
  ) {}

  /** Takes a place in each, in the caller's transaction. Where one has no room the caller rolls back. */
  async take(tx: EntityManager, { userId, channel, to, costs }: Sending): Promise<Exhausted | null> {
    const full = await this.budgets.take(tx, [
      ...budgetsOf(this.digests.count('destination', channel, to), { name: 'destination', max: this.settings.OTP_RATE_LIMIT_MAX }),
      ...budgetsOf(this.digests.count('user', userId), { name: 'user', max: this.settings.OTP_USER_RATE_LIMIT_MAX }),
    ]);
    // Last, as all messages of the service take their place in one row.
    return full ?? (costs.length > 0 ? this.budgets.takeWindows(tx, costs) : null);
  }
}
