import type { Type } from '@nestjs/common';
import { catalogue, entriesOf, markedWith } from '@countersign/kernel';

/** One message, opened and ready to go. The only place outside the database where its text is in clear. */
export interface OutgoingMessage {
  /** The row's id, the same at each attempt: providers derive their idempotency key or Message-ID from it. */
  readonly id: string;
  /** An address or a number, as its channel understands it. */
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  /** A code, for which somebody waits: nothing else may stand in its way. */
  readonly isUrgent?: boolean;
  /** Seconds until it is worth nothing, for providers that keep a queue of their own; null: it does not expire. */
  readonly secondsLeft: number | null;
  /** Aborted when the worker stops, the message expires or another one took the job over. */
  readonly signal: AbortSignal;
}

/** What a provider said when it took a message over. */
export interface Receipt {
  readonly providerMessageId: string | null;
}

/** Sends messages of one kind. Lives in the worker; one instance serves all messages. */
export interface DeliveryChannel {
  /** @throws ChannelFailure, permanent where the same message would be refused again; anything else counts as transient. */
  send(message: OutgoingMessage): Promise<Receipt>;
  /**
   * What the provider has of a message that it may have taken without saying so; null: nothing. Asked before such a message is
   * sent again, where the provider keeps no key of ours by which it would tell a repetition. @throws ChannelFailure as `send`
   *
   * @param writtenAt when the message was written, by the database's clock: what is older is another one.
   */
  find?(message: OutgoingMessage, writtenAt: Date): Promise<Receipt | null>;
  /** Whether the provider would take our messages, without sending one; asked at start and while nothing is sent. @throws ChannelFailure */
  verify?(): Promise<void>;
}

/** What a provider takes in a day (UTC). */
export interface DailyLimit {
  readonly total: number;
  /** The part that only codes may use, so that no flood of mails keeps anybody from logging in; of the rest notices may use half. */
  readonly keptForCodes: number;
}

type ReadSettings = <Instance>(type: Type<Instance>) => Instance;

/** What every process knows of a channel, without loading the client that sends. */
export interface ChannelDefinition {
  /** Unique, e.g. `smtp`; stored in a sent message's row, and the name in DELIVERY_ORDER. */
  readonly name: string;
  /** The kind of message that it carries: `email`, `sms` …; `*` for any kind that nothing else carries. */
  readonly channel: string;
  /** The settings to give, in words, for the line at start that says what is off. */
  readonly settings: string;
  readonly isConfigured: (settings: ReadSettings) => boolean;
  /** Stands behind the others of its kind unless DELIVERY_ORDER says otherwise. */
  readonly isFallback?: boolean;
  readonly dailyLimit?: (settings: ReadSettings) => DailyLimit | null;
  /** A message stays readable in its row after it was sent; otherwise its body is removed. */
  readonly keepsBody?: boolean;
}

const KIND = 'channel';
export const SENDS = Symbol('countersign:channel');

/**
 * Declares a channel: `const smtp = defineChannel({ name: 'smtp', channel: 'email', … })`. The api and the worker import
 * the definition; the class marked `@Channel(smtp)` belongs to the worker alone.
 *
 * @throws StartupFault when two channels share a name.
 */
export function defineChannel(definition: ChannelDefinition): ChannelDefinition {
  return catalogue(KIND, definition.name, definition);
}

export function channelDefinitions(): ChannelDefinition[] {
  return [...entriesOf<ChannelDefinition>(KIND).values()];
}

/** Marks the provider that sends over a channel. Each definition needs exactly one in the worker, checked at start. */
export const Channel = (definition: ChannelDefinition): ClassDecorator => markedWith(SENDS, definition);
