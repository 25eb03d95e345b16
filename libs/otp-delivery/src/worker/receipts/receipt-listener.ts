import { applyDecorators, Injectable } from '@nestjs/common';
import { markedWith } from '@countersign/kernel';
import type { Purpose } from '../../jobs/delivery.jobs';

/** What became of a message in the end. */
export interface MessageReceipt {
  readonly messageId: string;
  readonly userId: string | null;
  /** `email`, `sms` … */
  readonly channel: string;
  readonly purpose: Purpose;
  /** What the message was queued with. */
  readonly reference: string | null;
  /** `delivered`: the provider says that it arrived. `failed`: it never will. Most messages end as `sent`, and nobody hears more of them. */
  readonly outcome: 'delivered' | 'failed';
  /** Failed for a reason that lies with the destination: no such mailbox, a landline, somebody who opted out. The next one will fail, too. */
  readonly isUndeliverable: boolean;
  /** Codes and words of ours; never a destination. */
  readonly reason: string | null;
}

/** Hears what became of messages, in the worker, at least once each: a listener must be idempotent. */
export interface ReceiptListener {
  /** Unique in the process; named in the log when the listener fails. */
  readonly name: string;
  on(receipt: MessageReceipt): Promise<void>;
}

export const RECEIPTS = Symbol('countersign:receipt-listener');

/** Marks a provider of the worker that implements ReceiptListener. */
export function OnReceipt(): ClassDecorator {
  return applyDecorators(Injectable(), markedWith(RECEIPTS));
}
