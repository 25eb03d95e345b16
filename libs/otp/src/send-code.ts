import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '@countersign/audit';
import type { AskedChallenge, MethodRef } from '@countersign/factors';
import type { EventNotice, Origin, SecurityEvent } from '@countersign/kernel';
import { Messages } from '@countersign/otp-delivery';
import { SendBudget } from './budget/send-budget';
import type { WindowBudget } from './budget/send-budget.repository';
import { CodeWording } from './code-wording';
import { Codes, keyOf } from './codes/codes';
import type { Destination } from './destinations/destinations';
import { referenceOf } from './message-reference';
import { otpEvents } from './otp.events';
import { countSent } from './otp.metrics';

export interface CodeToSend {
  readonly method: MethodRef;
  readonly destination: Destination;
  /** Null: for the setup of the method. */
  readonly challenge: AskedChallenge | null;
  /** What the channel counts beside. */
  readonly costs: readonly WindowBudget[];
}

/** A code is on its way. */
export interface CodeSent {
  readonly codeSent: true;
  /** Seconds that it is good. */
  readonly expiresIn: number;
  /** Seconds until another one may follow. */
  readonly retryAfter: number;
}

/** No code is sent; the older one stays good. */
export interface CodeWithheld {
  readonly codeSent: false;
  readonly retryAfter: number;
  /** For the trail; null for the pause between two codes, which is no news. */
  readonly event: SecurityEvent | null;
}

/** A pending method takes a confirmation for so long. */
const SETUP_SECONDS = 600;

/** The one way of a code to its user: within the limits, its digest and its message in one transaction. */
@Injectable()
export class SendCode {
  constructor(
    private readonly budget: SendBudget,
    private readonly codes: Codes,
    private readonly messages: Messages,
    private readonly wording: CodeWording,
    private readonly audit: AuditTrail,
  ) {}

  /** Never throws for a limit: the caller tells, in this transaction or after its end, that the code was withheld. */
  async send(tx: EntityManager, { method, destination, challenge, costs }: CodeToSend, origin: Origin): Promise<CodeSent | CodeWithheld> {
    const { userId, type, id: methodId } = method;
    // Whatever says no: nothing of this has happened, and the older code stays good.
    await this.codes.begin(tx);
    const renewed = await this.codes.renew(tx, method, challenge, challenge?.expiresIn ?? SETUP_SECONDS);
    if ('wait' in renewed) return { codeSent: false, retryAfter: renewed.wait, event: null };
    const full = await this.budget.take(tx, { userId, channel: type, to: destination.to, costs });
    if (full) {
      await this.codes.takeBack(tx);
      return withheld(method, full.limit, full.retryAfter);
    }
    const { code, expiresAt: notAfter, expiresIn, retryAfter, older } = renewed;
    const words = this.wording.of(type, code, expiresIn);
    // An older code that still waits for its provider would only mislead.
    const about = { purpose: 'code', notAfter, reference: referenceOf(keyOf(method, challenge)), replacesQueued: true } as const;
    await this.withdraw(tx, methodId, older);
    const { id: messageId } = await this.messages.queue(tx, { userId, channel: type, to: destination.to, ...words, ...about });
    await this.audit.record(tx, origin, otpEvents['2fa.code_sent']({ userId, data: { type, methodId, messageId } }));
    this.codes.afterCommit(tx, () => countSent(method));
    return { codeSent: true, expiresIn, retryAfter };
  }

  /** A notice in the place of a code, within the same limits; past one of them nobody is told. */
  async notify(tx: EntityManager, { method, destination: { to }, costs }: Omit<CodeToSend, 'challenge'>, notice: EventNotice): Promise<void> {
    const { userId, type: channel } = method;
    await this.codes.begin(tx);
    if (await this.budget.take(tx, { userId, channel, to, costs })) return this.codes.takeBack(tx);
    await this.messages.queue(tx, { userId, channel, to, ...this.wording.ofNotice(channel, notice), purpose: 'notice' });
  }

  /** Codes of a method that nobody will type in any more, by what they answer: those that still wait are not sent. */
  withdraw(tx: EntityManager, methodId: string, contextIds: readonly string[]): Promise<void> {
    return this.messages.withdraw(tx, contextIds.map((contextId) => referenceOf({ methodId, contextId })));
  }

  async tell(tx: EntityManager, { event }: CodeWithheld, origin: Origin): Promise<void> {
    if (event) await this.audit.record(tx, origin, event);
  }
}

/** A budget, or a rule of the channel, says no. */
export function withheld({ userId, id: methodId, type }: MethodRef, limit: string, retryAfter: number): CodeWithheld {
  return { codeSent: false, retryAfter, event: otpEvents['2fa.code_withheld']({ userId, data: { type, methodId, limit, retryAfter } }) };
}
