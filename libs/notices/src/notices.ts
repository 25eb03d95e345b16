import { Injectable } from '@nestjs/common';
import type { RecordedEvent } from '@countersign/audit';
import { Accounts, FormerAddresses, MailBudget, nameToGreet } from '@countersign/accounts';
import { Database } from '@countersign/database';
import { isProblem, problems } from '@countersign/kernel';
import { BrandSettings, Messages } from '@countersign/otp-delivery';
import { noticeOf } from './notice-of';
import { writeNotice } from './write-notice';

/**
 * Tells a user by mail what happened to the account. Six collaborators: the account and what its address was, how many mails it
 * gets, the mail, its brand and the transaction.
 */
@Injectable()
export class Notices {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly former: FormerAddresses,
    private readonly budget: MailBudget,
    private readonly messages: Messages,
    private readonly brand: BrandSettings,
  ) {}

  /**
   * Queues the mail of an event: one for each event (or one an hour), however often and however many at once ask for it, to the
   * address that the account had when it happened. Nothing is queued for an event without a notice, without a user, whose user
   * has no address, or past the limit of its kind.
   */
  async tell({ id, type, userId, occurredAt, origin, data }: RecordedEvent): Promise<void> {
    const notice = noticeOf(type);
    if (!notice || !userId || notice.isTold?.(data ?? {}) === false) return;
    const user = await this.accounts.facts(userId);
    const to = user && ((await this.former.at(userId, occurredAt)) ?? user.email);
    if (!to) return;
    // An address that the account has no more is greeted by no name: whether it was verified is not known any more.
    const name = to === user.email ? nameToGreet(user) : null;
    const written = writeNotice(notice, { brand: this.brand.APP_NAME, language: this.brand.MAIL_LANGUAGE, name, occurredAt, origin, data });
    const dedupeKey = `notice:${notice.isHourly ? `${userId}:${type}:${hourOf(occurredAt)}` : id}`;
    await this.queue(userId, type, { ...written, userId, to, channel: 'email', purpose: 'notice', dedupeKey }).catch((error: unknown) => {
      if (!isProblem(error, 'too_many_requests')) throw error;
    });
  }

  /** What was queued before counts once; for a user who is gone, nothing is left behind. @throws too_many_requests, and nothing is queued. */
  private async queue(userId: string, type: string, message: Parameters<Messages['queue']>[1]): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.accounts.hold(tx, userId))) return;
      const { isNew } = await this.messages.queue(tx, message);
      const retryAfter = isNew ? await this.budget.take('notice', `${userId}:${type}`, tx) : null;
      if (retryAfter !== null) throw problems.too_many_requests({ retryAfter }, { retryAfterSeconds: retryAfter });
    });
  }
}

const hourOf = (time: Date) => time.toISOString().slice(0, 13);
