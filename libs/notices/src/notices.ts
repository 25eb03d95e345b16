import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '@countersign/audit';
import { Accounts } from '@countersign/accounts';
import { Database } from '@countersign/database';
import { BrandSettings, Messages } from '@countersign/otp-delivery';
import { noticeOf } from './notice-of';
import { writeNotice } from './write-notice';

/** Tells a user by mail what happened to the account. */
@Injectable()
export class Notices {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly messages: Messages,
    private readonly brand: BrandSettings,
  ) {}

  /**
   * Queues the mail of an event: one for each event (or one an hour), however often and however many at once ask for it.
   * Nothing is queued for an event without a notice, without a user, or whose user has no address (any more).
   */
  async tell({ id, type, userId, occurredAt, origin, data }: RecordedEvent): Promise<void> {
    const notice = noticeOf(type);
    if (!notice || !userId || notice.isTold?.(data ?? {}) === false) return;
    const user = await this.accounts.facts(userId);
    if (!user?.email) return;
    const { email: to, username } = user;
    const written = writeNotice(notice, { brand: this.brand.APP_NAME, language: this.brand.MAIL_LANGUAGE, username, occurredAt, origin, data });
    const dedupeKey = `notice:${notice.isHourly ? `${userId}:${type}:${hourOf(occurredAt)}` : id}`;
    const message = { ...written, userId, to, channel: 'email', purpose: 'security', dedupeKey } as const;
    await this.database.transaction((tx) => this.messages.queue(tx, message));
  }
}

const hourOf = (time: Date) => time.toISOString().slice(0, 13);
