import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '@countersign/kernel';
import { Outbox } from '@countersign/queue';
import { deliveryJobFor, type Purpose } from '../jobs/delivery.jobs';
import { MessageSeal, type MessageBody } from './message-seal';
import { MessageRepository } from './message.repository';

export interface NewDelivery extends MessageBody {
  readonly userId: string | null;
  /** `email`, `sms`, or a kind that a channel of your own carries. */
  readonly channel: string;
  readonly to: string;
  /** Picks the queue: a code never waits behind a notice. */
  readonly purpose: Purpose;
  /** Never sent after this; null or left out: no end. */
  readonly notAfter?: Date | null;
  /** Queued twice with one key, also by two at once, it is sent once: `notice:<event id>`. */
  readonly dedupeKey?: string;
  /** The caller's word for what the message is about (a method's id); a ReceiptListener gets it back. Stored in clear. */
  readonly reference?: string;
  /** What waits under the same reference and was not sent yet never is: only the newest code counts. */
  readonly replacesQueued?: boolean;
}

/** The way to send something to a user: written with the state change that it belongs to, delivered by the worker. */
@Injectable()
export class Messages {
  constructor(
    private readonly repository: MessageRepository,
    private readonly seal: MessageSeal,
    private readonly outbox: Outbox,
  ) {}

  /** An account goes: what was ever sent to its user is forgotten, and what waits is not sent. */
  forget(tx: EntityManager, userId: string): Promise<void> {
    return this.repository.removeOf(tx, userId);
  }

  /** What waits under these references is good for nothing any more: it is not sent. Nothing is asked where there are none. */
  async withdraw(tx: EntityManager, references: readonly string[]): Promise<void> {
    if (references.length > 0) await this.repository.withdraw(tx, references);
  }

  /**
   * Writes the message and its job in the caller's transaction. What it says and where it goes are sealed; the job
   * carries the id only.
   *
   * @returns the message's id; `isNew: false` with the first one's id where the dedupe key was used before.
   */
  async queue(tx: EntityManager, message: NewDelivery): Promise<{ id: string; isNew: boolean }> {
    const { userId, channel, to, purpose, notAfter = null, dedupeKey = null, reference = null } = message;
    const row = { id: newId(), userId };
    const destinationSealed = this.seal.sealDestination(row, to);
    const bodySealed = this.seal.sealBody(row, message);
    // The row knows its own end: an expired job must still run, to say so and to remove the body.
    const job = { id: newId(), job: deliveryJobFor(purpose, channel), subject: row.id };
    const written = { ...row, channel, purpose, dedupeKey, destinationSealed, bodySealed, notAfter, reference };
    const isNew = await this.repository.insertOnce(tx, written, job);
    if (!isNew) return { id: (dedupeKey && (await this.repository.idOf(tx, dedupeKey))) || row.id, isNew };
    if (message.replacesQueued && reference !== null) await this.repository.replaceQueued(tx, reference, row.id);
    this.outbox.offerAfterCommit(tx, [job]);
    return { id: row.id, isNew };
  }
}
