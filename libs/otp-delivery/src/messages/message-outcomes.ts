import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '@countersign/database';
import { Outbox } from '@countersign/queue';
import { receiptJob } from '../jobs/delivery.jobs';
import * as sql from './message.statements';
import type { ClaimedMessage, Ended } from './message.statements';
import * as reports from './receipt.statements';

interface Failing {
  readonly reason: string;
  readonly isUndeliverable: boolean;
  /** How often it may have gone out in the attempt that ended. */
  readonly doubts?: number;
}

/** What a provider calls one of our messages. */
export interface Reported {
  readonly id: string;
  readonly provider: string;
  readonly providerMessageId: string;
}

/** The ends of messages that somebody is told of: the state and the job for the listeners are one transaction. One that expired is told to nobody. */
@Injectable()
export class MessageOutcomes {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** The end of an attempt; nothing happens when a later attempt has taken the message over. */
  async fail({ id, attempt }: ClaimedMessage, { reason, isUndeliverable, doubts = 0 }: Failing): Promise<void> {
    await this.end(id, sql.markFailed, [id, attempt, reason, isUndeliverable, doubts]);
  }

  /** The provider took it, whatever we thought of it. @returns whether that was news. */
  async reportTaken({ id, provider, providerMessageId }: Reported): Promise<boolean> {
    return (await this.database.run(reports.noteTaken, [id, provider, providerMessageId])).length > 0;
  }

  async reportDelivered({ id, provider, providerMessageId }: Reported): Promise<boolean> {
    return this.end(id, reports.noteDelivered, [id, provider, providerMessageId]);
  }

  async reportFailed({ id, providerMessageId }: Reported, { reason, isUndeliverable }: Failing): Promise<boolean> {
    return this.end(id, reports.noteFailed, [id, providerMessageId, reason, isUndeliverable]);
  }

  private end(id: string, statement: Statement<Ended>, values: readonly unknown[]): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [ended] = await this.database.run(statement, values, tx);
      if (ended && ended.state !== 'expired') await this.outbox.add(tx, receiptJob, id);
      return ended !== undefined;
    });
  }
}
