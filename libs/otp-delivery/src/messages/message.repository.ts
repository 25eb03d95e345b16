import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, type EntityManager, type Repository } from 'typeorm';
import { Database } from '@countersign/database';
import { outboxInsert, type NewMessage as NewJob } from '@countersign/queue';
import { Message } from './message.entity';
import * as sql from './message.statements';
import type { NewMessage } from './message.statements';

/** The table `messages`; what the worker does with one is in `Attempts`. */
@Injectable()
export class MessageRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(Message) private readonly messages: Repository<Message>,
  ) {}

  /** With the job that delivers it. False: a message with this dedupe key is there already, or another transaction has just written it. */
  async insertOnce(tx: EntityManager, message: NewMessage, job: NewJob): Promise<boolean> {
    const { id, userId, channel, purpose, dedupeKey, destinationSealed, bodySealed, notAfter, reference } = message;
    const values = [id, userId, channel, purpose, dedupeKey, destinationSealed, bodySealed, notAfter, reference];
    return (await this.database.run(sql.insertOnce, [...values, ...outboxInsert.values([job])], tx)).length > 0;
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
