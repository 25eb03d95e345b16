import { Injectable } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import type { OutgoingMessage, Receipt } from '../../channels/channel';
import { asChannelFailure, ChannelFailure, doubtsIn } from '../../channels/channel-failure';
import { Channels } from '../../channels/channels';
import type { Purpose } from '../../jobs/delivery.jobs';
import { countAttempt } from '../../otp-delivery.metrics';
import type { Sender } from './channel-senders';
import { DailyBudget } from './daily-budget';

/** A provider that says "come back in a week" is asked sooner. */
const LONGEST_PAUSE_SECONDS = 3_600;

/** What the provider is not told of a message. */
interface About {
  readonly channel: string;
  readonly purpose: Purpose;
  /** How often it may have gone out in earlier attempts: it is looked for, then, before it is sent. */
  readonly doubts: number;
  readonly writtenAt: Date;
  /** Asked before every provider but the first: a newer message may have taken its place. */
  readonly isWanted: () => Promise<boolean>;
}

export interface Sent extends Receipt {
  readonly provider: string;
  readonly keepsBody: boolean;
}

/**
 * Asks the providers of a kind one after the other: what one cannot do now, the next one does at once. What one refuses for
 * good is over, since the message or its destination is at fault.
 */
@Injectable()
export class Dispatch {
  constructor(
    private readonly budget: DailyBudget,
    private readonly channels: Channels,
    private readonly logger: Logger,
  ) {}

  /** @throws ChannelFailure: of the provider that refused, or of all that could not; then with the shortest of their pauses. */
  async send(senders: readonly Sender[], message: OutgoingMessage, about: About): Promise<Sent> {
    const silent = about.doubts > 0 ? await this.lookFor(senders, message, about) : new Map<Sender, ChannelFailure>();
    if (!(silent instanceof Map)) return silent;
    const failures: ChannelFailure[] = [];
    for (const sender of senders) {
      if (failures.length > 0 && !(await about.isWanted())) break;
      const outcome = silent.get(sender) ?? (await this.ask(sender, message, about));
      if (!(outcome instanceof ChannelFailure)) return outcome;
      if (outcome.isPermanent || message.signal.aborted) throw outcome.after(failures);
      failures.push(outcome);
    }
    throw allOf(failures);
  }

  /**
   * Whoever took it without an answer, or from a worker that died, has it: all are asked before anybody gets it again. Else who could not say,
   * and gets nothing in this attempt.
   *
   * @throws ChannelFailure, permanent, where one lost it for good and none has it.
   */
  private async lookFor(senders: readonly Sender[], message: OutgoingMessage, about: About): Promise<Sent | Map<Sender, ChannelFailure>> {
    const silent = new Map<Sender, ChannelFailure>();
    for (const sender of senders) {
      const outcome = await this.find(sender, message, about);
      if (outcome instanceof ChannelFailure) silent.set(sender, outcome);
      else if (outcome) return outcome;
    }
    const lost = [...silent.values()].find(({ isPermanent }) => isPermanent);
    if (lost) throw lost;
    return silent;
  }

  private async find(sender: Sender, message: OutgoingMessage, about: About): Promise<Sent | ChannelFailure | null> {
    const { breaker, channel, definition } = sender;
    const { find } = channel;
    if (!find) return null;
    if (!breaker.mayAsk()) return leftAlone(definition.name, breaker.waitSeconds());
    return this.outcomeOf(() => find.call(channel, message, about.writtenAt), sender, message, about);
  }

  private async ask(sender: Sender, message: OutgoingMessage, about: About): Promise<Sent | ChannelFailure> {
    const { breaker, channel, definition } = sender;
    if (!breaker.mayAsk()) return leftAlone(definition.name, breaker.waitSeconds());
    const spent = await this.refusedForToday(sender, about.purpose).catch((error: unknown) => {
      // The count could not be read, which says nothing of the provider: the next message may try it.
      breaker.leftOpen();
      throw error;
    });
    if (spent) return spent;
    const outcome = await this.outcomeOf(() => channel.send(message), sender, message, about);
    // The count is better one too high than a failure that hides the provider's own.
    if (outcome instanceof ChannelFailure && definition.dailyLimit) await this.budget.giveBack(definition.name, about.purpose).catch(() => undefined);
    return outcome;
  }

  /** Null: the provider answers that it has nothing. */
  private async outcomeOf<Answer extends Receipt | null>(asked: () => Promise<Answer>, sender: Sender, message: OutgoingMessage, about: About) {
    const { name, keepsBody = false } = sender.definition;
    try {
      const receipt = await untilAborted(asked(), message.signal);
      sender.breaker.worked();
      if (!receipt) return null as Extract<Answer, null>;
      countAttempt(about.channel, name, 'sent');
      return { provider: name, keepsBody, ...receipt };
    } catch (error) {
      const failure = asChannelFailure(error);
      this.note(sender, failure, message, about.channel);
      return failure;
    }
  }

  private async refusedForToday({ breaker, definition }: Sender, purpose: Purpose): Promise<ChannelFailure | null> {
    const limit = this.channels.dailyLimitOf(definition);
    if (!limit || (await this.budget.reserve(definition.name, limit, purpose))) return null;
    breaker.leftOpen();
    const retryAfterSeconds = purpose === 'code' ? undefined : await this.budget.secondsUntilTomorrow();
    return new ChannelFailure(`${definition.name} has sent its share of today`, { isPermanent: false, isUnasked: true, retryAfterSeconds });
  }

  private note({ breaker, definition: { name } }: Sender, failure: ChannelFailure, { id, signal }: OutgoingMessage, channel: string): void {
    countAttempt(channel, name, signal.aborted ? 'interrupted' : failure.isPermanent ? 'failed' : 'put_back');
    if (signal.aborted) breaker.leftOpen();
    else if (failure.isOfMessage) breaker.worked();
    else breaker.failed(Math.min(failure.retryAfterSeconds ?? 0, LONGEST_PAUSE_SECONDS));
    this.logger.info({ messageId: id, provider: name, reason: failure.reason }, 'A provider did not take a message');
  }
}

/** A channel that does not listen to its signal must not hold up whoever waits for the message, or for the provider's breaker. */
async function untilAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new ChannelFailure('broken off', { isPermanent: false }));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([answer, aborted]).finally(() => signal.removeEventListener('abort', stop));
}

function leftAlone(name: string, seconds: number): ChannelFailure {
  return new ChannelFailure(`${name} is left alone after failures`, { isPermanent: false, isUnasked: true, retryAfterSeconds: Math.max(1, Math.ceil(seconds)) });
}

/** Only where every one asks for a pause there is no use in coming back sooner. */
function allOf(failures: readonly ChannelFailure[]): ChannelFailure {
  const pauses = failures.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0);
  const soonest = Math.min(...pauses, LONGEST_PAUSE_SECONDS * 24);
  const reason = failures.map((failure) => failure.reason).join('; ');
  const isUnasked = failures.every((failure) => failure.isUnasked);
  return new ChannelFailure(reason, { isPermanent: false, isUnasked, doubts: doubtsIn(failures), ...(soonest > 0 ? { retryAfterSeconds: soonest } : {}) });
}
