import { Injectable } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import { Permanent } from '@countersign/queue/worker';
import type { OutgoingMessage, Receipt } from '../channel';
import { ChannelFailure } from '../channel-failure';
import { MessageSeal } from '../message-seal';
import { MessageRepository } from '../message.repository';
import type { ClaimedMessage } from '../message.statements';
import { countAttempt, countExpired } from '../otp-delivery.metrics';
import { ChannelSenders, type Sender } from './channel-senders';

type Outcome = Parameters<typeof countAttempt>[2];
type Count = (outcome: Outcome) => void;

export interface Attempt {
  /** The queue gives up after this one. */
  readonly isLast: boolean;
  readonly signal: AbortSignal;
}

/**
 * One attempt at one message: queued → sending → sent | failed | expired, or back to queued. No database connection is
 * held while a provider is asked. A message whose worker died in the middle is sent again (at least once), with the same id.
 */
@Injectable()
export class DeliverMessage {
  constructor(
    private readonly repository: MessageRepository,
    private readonly seal: MessageSeal,
    private readonly senders: ChannelSenders,
    private readonly logger: Logger,
  ) {}

  /** @throws ChannelFailure to be tried again later; Permanent when it never will go out. */
  async deliver(id: string, attempt: Attempt): Promise<void> {
    const message = await this.repository.startAttempt(id);
    if (!message) return this.leave(id);
    const sender = this.senders.pick(message.channel);
    if (!sender) return this.failWithoutTransport(message);
    const count = (outcome: Outcome) => countAttempt(message.channel, sender.definition.name, outcome);
    const receipt = await this.send(sender, message, attempt).catch((error: unknown) => this.refused(message, error, attempt, count));
    count('sent');
    await this.repository.markSent(message, { ...stored(sender), ...receipt });
  }

  private async send({ channel }: Sender, message: ClaimedMessage, { signal }: Attempt): Promise<Receipt> {
    return channel.send(this.open(message, signal));
  }

  private failWithoutTransport(message: ClaimedMessage): Promise<void> {
    countAttempt(message.channel, 'none', 'failed');
    return this.repository.markFailed(message, 'no transport');
  }

  private async leave(id: string): Promise<void> {
    if (!(await this.repository.expire(id))) return;
    countExpired();
    this.logger.warn({ messageId: id }, 'A message expired before it could be sent');
  }

  private open(message: ClaimedMessage, signal: AbortSignal): OutgoingMessage {
    const { id, millisecondsLeft, destinationSealed, bodySealed } = message;
    const to = this.seal.openDestination(message, destinationSealed);
    const untilExpiry = millisecondsLeft === null ? [] : [AbortSignal.timeout(timerSpan(millisecondsLeft))];
    return { ...this.seal.openBody(message, bodySealed), id, to, signal: AbortSignal.any([signal, ...untilExpiry]) };
  }

  private async refused(message: ClaimedMessage, error: unknown, { isLast, signal }: Attempt, count: Count): Promise<never> {
    const failure = asFailure(error);
    const { isPermanent, reason } = failure;
    const isOver = isPermanent || isLast;
    count(signal.aborted ? 'interrupted' : isOver ? 'failed' : 'put_back');
    // The run was broken off: another one may hold the message by now, or the next one will.
    if (signal.aborted) throw failure;
    await (isOver ? this.repository.markFailed(message, reason) : this.repository.putBack(message, reason));
    this.logger.warn({ messageId: message.id, reason }, isOver ? 'A message could not be sent' : 'A message will be tried again');
    throw isPermanent ? new Permanent(reason) : failure;
  }
}

const stored = ({ definition }: Sender) => ({ provider: definition.name, keepsBody: definition.keepsBody === true });

/** Anything unforeseen may pass. Only its kind and its place in the code are kept, as its message may hold an address. */
function asFailure(error: unknown): ChannelFailure {
  if (error instanceof ChannelFailure) return error;
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: '' };
  const place = /\n\s+(at .*)/.exec(stack ?? '')?.[1] ?? 'somewhere';
  return new ChannelFailure(`unforeseen ${name} ${place}`, { isPermanent: false });
}

/** A whole number of milliseconds that a timer takes: at most 2^31 - 1. */
const timerSpan = (milliseconds: number) => Math.min(Math.max(Math.floor(milliseconds), 1), 2 ** 31 - 1);
