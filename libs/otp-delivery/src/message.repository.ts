import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, type EntityManager, type Repository } from 'typeorm';
import { Database } from '@countersign/database';
import { Message } from './message.entity';
import * as sql from './message.statements';
import type { ClaimedMessage, NewMessage } from './message.statements';

/** The table `messages`. A method that moves a message on names the state that it moves from. */
@Injectable()
export class MessageRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(Message) private readonly messages: Repository<Message>,
  ) {}

  /** False: a message with this dedupe key is there already, or another transaction has just written it. */
  async insertOnce(tx: EntityManager, message: NewMessage): Promise<boolean> {
    const { id, userId, channel, purpose, dedupeKey, destinationSealed, bodySealed, notAfter } = message;
    const values = [id, userId, channel, purpose, dedupeKey, destinationSealed, bodySealed, notAfter];
    return (await this.database.run(sql.insertOnce, values, tx)).length > 0;
  }

  async idOf(tx: EntityManager, dedupeKey: string): Promise<string | undefined> {
    return (await this.database.run(sql.findByDedupeKey, [dedupeKey], tx))[0]?.id;
  }

  /** Counts an attempt and hands the message out; undefined when it is done, gone or past its time. */
  async startAttempt(id: string): Promise<ClaimedMessage | undefined> {
    return (await this.database.run(sql.startAttempt, [id]))[0];
  }

  /** Whether the message had run out of time; it is then never sent. */
  async expire(id: string): Promise<boolean> {
    return (await this.database.run(sql.expire, [id])).length > 0;
  }

  async markSent(id: string, receipt: { provider: string; providerMessageId: string | null; keepsBody: boolean }): Promise<void> {
    await this.database.run(sql.markSent, [id, receipt.provider, receipt.providerMessageId, receipt.keepsBody]);
  }

  async putBack(id: string, reason: string): Promise<void> {
    await this.database.run(sql.putBack, [id, reason]);
  }

  async markFailed(id: string, reason: string): Promise<void> {
    await this.database.run(sql.markFailed, [id, reason]);
  }

  /** A page of what the development inbox took, newest first. */
  inboxPage(skip: number, take: number): Promise<Message[]> {
    const where = { provider: 'inbox', bodySealed: Not(IsNull()) };
    return this.messages.find({ where, order: { createdAt: 'DESC', id: 'DESC' }, skip, take });
  }

  /** Deletes at most `limit` messages that are older than 30 days, and says how many. */
  async deleteOld(limit: number): Promise<number> {
    return (await this.database.run(sql.deleteOld, [limit])).length;
  }
}
