import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Joined } from '@countersign/queue/worker';
import * as sql from '../messages/message.statements';
import type { ClaimedMessage } from '../messages/message.statements';

interface Outcome {
  readonly provider: string;
  readonly providerMessageId: string | null;
  readonly keepsBody: boolean;
}

interface Sent extends Outcome {
  readonly id: string;
  readonly attempt: number;
}

/**
 * Attempts at messages, from their begin to two of their ends (the third is of `MessageOutcomes`). Each names the state that it moves
 * a message from, and an end does nothing when a later attempt has taken the message over. What begins, and what is sent, at once is
 * one statement.
 */
@Injectable()
export class Attempts {
  readonly #begun = new Joined((id: string) => id, (ids) => this.database.run(sql.startAttempts, [ids]));
  readonly #sent = new Joined(({ id }: Sent) => id, (sent) => this.database.run(sql.markSent, columnsOf(sent)));

  constructor(private readonly database: Database) {}

  /** Counts an attempt and hands the message out; undefined when it is done, gone or past its time. */
  start(id: string): Promise<ClaimedMessage | undefined> {
    return this.#begun.ask(id);
  }

  /** Whether the attempt is still the message's last, and no newer message took its place. */
  async isWanted({ id, attempt }: ClaimedMessage): Promise<boolean> {
    return (await this.database.run(sql.isWanted, [id, attempt])).length > 0;
  }

  /** Whether the message had run out of time; it is then never sent. */
  async expire(id: string): Promise<boolean> {
    return (await this.database.run(sql.expire, [id])).length > 0;
  }

  async markSent({ id, attempt }: ClaimedMessage, outcome: Outcome): Promise<void> {
    await this.#sent.ask({ id, attempt, ...outcome });
  }

  /** @param doubts how often it may have gone out in this attempt. */
  async putBack({ id, attempt }: ClaimedMessage, reason: string, doubts = 0): Promise<void> {
    await this.database.run(sql.putBack, [id, attempt, reason, doubts]);
  }
}

function columnsOf(sent: readonly Sent[]): unknown[] {
  return [
    sent.map(({ id }) => id),
    sent.map(({ attempt }) => attempt),
    sent.map(({ provider }) => provider),
    sent.map(({ providerMessageId }) => providerMessageId),
    sent.map(({ keepsBody }) => keepsBody),
  ];
}
