import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import { Permanent, RetryLater } from '@countersign/queue/worker';
import type { OutgoingMessage } from '../channels/channel';
import { asChannelFailure } from '../channels/channel-failure';
import { MessageSeal } from '../messages/message-seal';
import type { ClaimedMessage } from '../messages/message.statements';
import { MessageOutcomes } from '../messages/message-outcomes';
import { countAttempt, countExpired } from '../otp-delivery.metrics';
import { Attempts } from './attempts';
import { ChannelSenders } from './providers/channel-senders';
import { timeLimit } from './time-limit';
import { Dispatch, type Sent } from './providers/dispatch';

/** How often, and how far apart, it is written that a provider has a message, while the database fails. */
const NOTE_TRIES = 5;
const NOTE_PAUSE_MS = 1000;

export interface Attempt {
  /** The queue gives up after this one. */
  readonly isLast: boolean;
  readonly signal: AbortSignal;
}

/**
 * One attempt at one message: queued → sending → sent | failed | expired, or back to queued. No database connection is
 * held while a provider is asked. A message whose worker died in the middle is sent again (at least once), with the same id.
 * Six collaborators: its attempts, what it says, what becomes of it, who sends, how, and the log.
 */
@Injectable()
export class DeliverMessage {
  constructor(
    private readonly attempts: Attempts,
    private readonly seal: MessageSeal,
    private readonly outcomes: MessageOutcomes,
    private readonly senders: ChannelSenders,
    private readonly dispatch: Dispatch,
    private readonly logger: Logger,
  ) {}

  /** @throws ChannelFailure or RetryLater to be tried again; Permanent when it never will go out. */
  async deliver(id: string, attempt: Attempt): Promise<void> {
    const message = await this.attempts.start(id);
    if (!message) return this.leave(id);
    const senders = this.senders.pick(message.channel);
    if (senders.length === 0) return this.failWithoutTransport(message);
    const about = { ...message, isWanted: () => this.attempts.isWanted(message) };
    const send = async () => this.dispatch.send(senders, this.open(message, attempt.signal), about);
    const sent = await send().catch((error: unknown) => this.refused(message, error, attempt));
    await this.note(message, sent, attempt.signal);
  }

  /** The provider has it: what fails from here on is the database's, and is no reason to send again. */
  private async note(message: ClaimedMessage, sent: Sent, signal: AbortSignal): Promise<void> {
    for (let left = NOTE_TRIES - 1; ; left -= 1) {
      try {
        return await this.attempts.markSent(message, sent);
      } catch (error) {
        if (left === 0) throw error;
        this.logger.warn({ messageId: message.id, err: error }, 'A message is sent, which could not be written down yet');
        await sleep(NOTE_PAUSE_MS, undefined, { signal });
      }
    }
  }

  private failWithoutTransport(message: ClaimedMessage): Promise<void> {
    countAttempt(message.channel, 'none', 'failed');
    return this.outcomes.fail(message, { reason: 'no transport', isUndeliverable: false });
  }

  private async leave(id: string): Promise<void> {
    if (!(await this.attempts.expire(id))) return;
    countExpired();
    this.logger.warn({ messageId: id }, 'A message expired before it could be sent');
  }

  private open(message: ClaimedMessage, signal: AbortSignal): OutgoingMessage {
    const { id, millisecondsLeft, destinationSealed, bodySealed } = message;
    const to = this.seal.openDestination(message, destinationSealed);
    const untilExpiry = millisecondsLeft === null ? [] : [timeLimit(timerSpan(millisecondsLeft))];
    const secondsLeft = millisecondsLeft === null ? null : millisecondsLeft / 1000;
    const isUrgent = message.purpose === 'code';
    return { ...this.seal.openBody(message, bodySealed), id, to, isUrgent, secondsLeft, signal: AbortSignal.any([signal, ...untilExpiry]) };
  }

  private async refused(message: ClaimedMessage, error: unknown, { isLast, signal }: Attempt): Promise<never> {
    const failure = asChannelFailure(error);
    // The run was broken off: another one may hold the message by now, or the next one will.
    if (signal.aborted) throw failure;
    const { isPermanent, isUnasked, reason, doubts } = failure;
    const isOver = isPermanent || (isLast && !isUnasked);
    await (isOver ? this.outcomes.fail(message, failure) : this.attempts.putBack(message, reason, doubts));
    this.logger.warn({ messageId: message.id, reason }, isOver ? 'A message could not be sent' : 'A message will be tried again');
    if (isPermanent) throw new Permanent(reason);
    const retryAfterSeconds = failure.retryAfterSeconds ?? (isUnasked ? UNASKED_SECONDS : doubts > 0 ? pauseIn(message.doubts + doubts) : undefined);
    throw retryAfterSeconds === undefined ? failure : new RetryLater(reason, beforeTheEnd(retryAfterSeconds, message), isUnasked);
  }
}

/** Where nobody was asked and nobody knows when one may be. */
const UNASKED_SECONDS = 5;

/**
 * Where a message went out twice and nobody said so, who was asked shows nothing of it, either: each further one comes twice as late, or
 * its user would get dozens. Undefined: as the queue has it.
 */
function pauseIn(doubts: number): number | undefined {
  return doubts < 2 ? undefined : 15 * 2 ** Math.min(doubts - 2, 8);
}

/** An expired message is looked at once more when it expires, to say so. */
function beforeTheEnd(seconds: number, { millisecondsLeft }: ClaimedMessage): number {
  return millisecondsLeft === null ? seconds : Math.min(seconds, millisecondsLeft / 1000);
}

/** A whole number of milliseconds that a timer takes: at most 2^31 - 1. */
const timerSpan = (milliseconds: number) => Math.min(Math.max(Math.floor(milliseconds), 1), 2 ** 31 - 1);
