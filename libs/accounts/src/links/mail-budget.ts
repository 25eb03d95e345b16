import { Injectable } from '@nestjs/common';
import { CryptoSettings, keyedDigest } from '@countersign/crypto';
import { Database } from '@countersign/database';
import type { Secret } from '@countersign/kernel';
import { AccountsSettings } from '../accounts.settings';
import { ringKey } from '../ring-key';
import * as sql from './link.statements';

const WINDOW_SECONDS = 3_600;

/** How many mails with links may be asked for, by address or by account: reserved in one conditional statement. */
@Injectable()
export class MailBudget {
  private readonly digestKey: Secret;

  constructor(
    private readonly database: Database,
    private readonly settings: AccountsSettings,
    crypto: CryptoSettings,
  ) {
    this.digestKey = ringKey(crypto);
  }

  /**
   * Counts one mail, with a commit of its own.
   *
   * @param key an address as it is looked up, or a user's id; whether anybody answers to it makes no difference.
   * @returns null: accepted; else the seconds to wait.
   */
  async take(key: string): Promise<number | null> {
    const values = [keyedDigest(this.digestKey, 'link mail', key), WINDOW_SECONDS, this.settings.MAIL_LINK_RATE_LIMIT_MAX];
    if ((await this.database.run(sql.takeMail, values)).length > 0) return null;
    const [row] = await this.database.run(sql.secondsToWaitForMail, values);
    return Math.max(1, row?.seconds ?? 1);
  }
}
