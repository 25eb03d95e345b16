import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import type { EntityManager } from 'typeorm';
import { AccountsSettings } from '../accounts.settings';
import { CountKeys } from '../count-keys';
import { giveBack } from '../login-budget.statements';
import type { LinkKind } from './link.entity';
import { secondsToWaitForMail, takeMail } from './mail-budget.statements';

const WINDOW_SECONDS = 3_600;

/** How many mails of a kind may be asked for, or caused, by address or by account: reserved in one conditional statement. */
@Injectable()
export class MailBudget {
  constructor(
    private readonly database: Database,
    private readonly settings: AccountsSettings,
    private readonly keys: CountKeys,
  ) {}

  /**
   * Counts one mail, with a commit of its own, or in the transaction that writes it.
   *
   * @param kind each has a count of its own: who floods an address with one kind keeps no other from it.
   * @param whose an address as it is looked up, or a user's id; whether anybody answers to it makes no difference.
   * @returns null: accepted; else the seconds to wait.
   */
  async take(kind: LinkKind | 'notice', whose: string, tx?: EntityManager): Promise<number | null> {
    const keys = this.keys.of('link mail', kind, whose);
    const { MAIL_LINK_RATE_LIMIT_MAX, NOTICE_RATE_LIMIT_MAX } = this.settings;
    const values = [keys, WINDOW_SECONDS, kind === 'notice' ? NOTICE_RATE_LIMIT_MAX : MAIL_LINK_RATE_LIMIT_MAX];
    const taken = await this.database.run(takeMail, values, tx);
    if (taken.length === keys.length) return null;
    if (taken[0]) await this.database.run(giveBack, [keys, taken[0].at], tx);
    const [row] = await this.database.run(secondsToWaitForMail, values, tx);
    return Math.max(1, row?.seconds ?? 1);
  }
}
