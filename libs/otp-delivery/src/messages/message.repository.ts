import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, type EntityManager, type Repository } from 'typeorm';
import { Database } from '@countersign/database';
import { Message } from './message.entity';
import * as sql from './message.statements';
import type { ClaimedMessage, NewMessage } from './message.statements';

interface Outcome {
  readonly provider: string;
  readonly providerMessageId: string | null;
  readonly keepsBody: boolean;
}

/** The table `messages`. A method that moves a message on names the state that it moves from. */
@Injectable()
export class MessageRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(Message) private readonly messages: Repository<Message>,
  ) {}

  /** False: a message with this dedupe key is there already, or another transaction has just written it. */
  async insertOnce(tx: EntityManager, message: NewMessage): Promise<boolean> {
    const { id, userId, channel, purpose, dedupeKey, destinationSealed, bodySealed, notAfter, reference } = message;
    const values = [id, userId, channel, purpose, dedupeKey, destinationSealed, bodySealed, notAfter, reference];
    return (await this.database.run(sql.insertOnce, values, tx)).length > 0;
  }

  async idOf(tx: EntityManager, dedupeKey: string): Promise<string | undefined> {
    return (await this.database.run(sql.findByDedupeKey, [dedupeKey], tx))[0]?.id;
  }

  /** What waits under a reference and is not the newest is never sent; what is being sent is not tried again. */
  async replaceQueued(tx: EntityManager, reference: string, newest: string): Promise<void> {
    await this.database.run(sql.replaceQueued, [reference, newest], tx);
  }

  async withdraw(tx: EntityManager, references: readonly string[]): Promise<void> {
    await this.database.run(sql.withdraw, [references], tx);
  }

  async removeOf(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.removeOf, [userId], tx);
  }

  /** Counts an attempt and hands the message out; undefined when it is done, gone or past its time. */
  async startAttempt(id: string): Promise<ClaimedMessage | undefined> {
    return (await this.database.run(sql.startAttempt, [id]))[0];
  }

  /** Whether the attempt is still the message's last, and no newer message took its place. */
  async isWanted({ id, attempt }: ClaimedMessage): Promise<boolean> {
    return (await this.database.run(sql.isWanted, [id, attempt])).length > 0;
  }

  /** Whether the message had run out of time; it is then never sent. */
  async expire(id: string): Promise<boolean> {
    return (await this.database.run(sql.expire, [id])).length > 0;
  }

  /** Two ends of an attempt (the third is of `MessageOutcomes`). They do nothing when a later attempt has taken the message over. */
  async markSent({ id, attempt }: ClaimedMessage, { provider, providerMessageId, keepsBody }: Outcome): Promise<void> {
    await this.database.run(sql.markSent, [id, attempt, provider, providerMessageId, keepsBody]);
  }

  /** @param doubts how often it may have gone out in this attempt. */
  async putBack({ id, attempt }: ClaimedMessage, reason: string, doubts = 0): Promise<void> {
    await this.database.run(sql.putBack, [id, attempt, reason, doubts]);
  }

  /** The message as it stands, for those who are told what became of it. */
  async find(id: string): Promise<Message | null> {
    return this.messages.findOneBy({ id });
  }

  /** A page of what the development inbox took, newest first. */
  inboxPage(skip: number, take: number): Promise<Message[]> {
    const where = { provider: 'inbox', bodySealed: Not(IsNull()) };
    const wanted = { where, order: { createdAt: 'DESC', id: 'DESC' }, skip, take } as const;
    return this.messages.find(wanted);
  }

  /** Ends at most `limit` messages that wait for nobody, and says how many. */
  async settleLeftovers(limit: number): Promise<number> {
    return (await this.database.run(sql.settleLeftovers, [limit])).length;
  }

  /** Deletes at most `limit` messages that are older than 30 days, and says how many. */
  async deleteOld(limit: number): Promise<number> {
    return (await this.database.run(sql.deleteOld, [limit])).length;
  }
}
