import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { WebSettings } from '@countersign/web';
import type { Twilio } from 'twilio';
import { twilio, twilioFallback } from '../../channels/built-in.channels';
import { Channel, type DeliveryChannel, type OutgoingMessage, type Receipt } from '../../channels/channel';
import { ChannelFailure } from '../../channels/channel-failure';
import { statusUrlFor } from '../../channels/twilio-status-url';
import { isLost, verdictOf } from '../../channels/twilio-verdict';
import { TwilioSettings, type TwilioAccount } from '../../settings/twilio.settings';
import { TwilioHttp } from './twilio-http';

/** A Messaging Service; what else begins with these letters is a sender's name ("MGM Bank"). */
const MESSAGING_SERVICE = /^MG[0-9a-fA-F]{32}$/;
/** The bounds of Twilio's own queue, in seconds. */
const VALIDITY = { least: 1, most: 36_000 };

/** Of the last texts to a number ours is among these. */
const LOOKED_THROUGH = 20;
/** A code that is longer ago than this is another one, though its digits be the same. */
const CLOCKS_APART_MS = 60_000;

abstract class TextChannel implements DeliveryChannel, OnApplicationShutdown {
  readonly #http: TwilioHttp;

  constructor(
    private readonly account: TwilioAccount | null,
    timeoutMilliseconds: number,
    private readonly web: WebSettings,
  ) {
    this.#http = new TwilioHttp(timeoutMilliseconds, account?.apiUrl);
  }

  /** Twilio takes no idempotency key: what came of a send without an answer is found out before the next one, or reported by itself. */
  async send({ id, to, text: body, secondsLeft, signal }: OutgoingMessage): Promise<Receipt> {
    const { from } = this.configured();
    const sender = MESSAGING_SERVICE.test(from) ? { messagingServiceSid: from } : { from };
    const statusCallback = statusUrlFor(this.web, id) ?? undefined;
    const client = await this.clientUntil(signal);
    const { sid } = await client.messages.create({ to, body, ...sender, ...validity(secondsLeft), statusCallback });
    return { providerMessageId: sid ?? null };
  }

  /**
   * By its text, which holds the code. A trial account puts words of Twilio's before it.
   *
   * @throws ChannelFailure, permanent, where it was lost as another one would be.
   */
  async find({ to, text, signal }: OutgoingMessage, writtenAt: Date): Promise<Receipt | null> {
    const client = await this.clientUntil(signal);
    const since = writtenAt.getTime() - CLOCKS_APART_MS;
    const last = await client.messages.list({ to, limit: LOOKED_THROUGH });
    const ours = last.filter(({ body, dateCreated }) => body.endsWith(text) && dateCreated.getTime() >= since);
    const found = ours.find(({ status }) => !isLost(status));
    if (found) return { providerMessageId: found.sid };
    const forGood = ours.find(({ errorCode }) => verdictOf(errorCode).isPermanent);
    if (forGood) throw new ChannelFailure(`twilio ${forGood.errorCode}`, verdictOf(forGood.errorCode));
    return null;
  }

  /** Asks for the account, which costs nothing. */
  async verify(): Promise<void> {
    const client = await this.clientUntil(new AbortController().signal);
    await client.api.v2010.accounts(this.configured().accountSid).fetch();
  }

  onApplicationShutdown(): void {
    this.#http.close();
  }

  /** Loaded with the first message: it takes some 30 MiB. */
  private async clientUntil(signal: AbortSignal): Promise<Twilio> {
    const { accountSid, authToken, edge, region } = this.configured();
    const { Twilio: Client } = (await import('twilio')).default;
    // Its type is a class with private parts, of which the client uses `request` alone.
    const httpClient = this.#http.until(signal) as unknown as NonNullable<ConstructorParameters<typeof Client>[2]>['httpClient'];
    return new Client(accountSid, authToken, { edge, region, httpClient });
  }

  private configured(): TwilioAccount {
    if (!this.account) throw new ChannelFailure('twilio is not configured', { isPermanent: false });
    return this.account;
  }
}

function validity(secondsLeft: number | null): { validityPeriod?: number } {
  if (secondsLeft === null) return {};
  return { validityPeriod: Math.min(Math.max(Math.floor(secondsLeft), VALIDITY.least), VALIDITY.most) };
}

/** Text messages from the account of TWILIO_ACCOUNT_SID. */
@Injectable()
@Channel(twilio)
export class TwilioChannel extends TextChannel {
  constructor(settings: TwilioSettings, web: WebSettings) {
    super(settings.account, settings.TWILIO_TIMEOUT_MS, web);
  }
}

/** Text messages from the account of TWILIO_FALLBACK_URL. */
@Injectable()
@Channel(twilioFallback)
export class TwilioFallbackChannel extends TextChannel {
  constructor(settings: TwilioSettings, web: WebSettings) {
    super(settings.fallback, settings.TWILIO_TIMEOUT_MS, web);
  }
}
