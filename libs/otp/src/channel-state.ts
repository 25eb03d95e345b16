import { Injectable } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import { Channels, deliveryProblems } from '@countersign/otp-delivery';

/** Whether codes of a kind find a transport. What finds none is neither set up nor offered. */
@Injectable()
export class ChannelState {
  constructor(
    private readonly channels: Channels,
    private readonly logger: Logger,
  ) {}

  isOn(channel: string): boolean {
    return this.channels.isAvailable(channel);
  }

  /** The caller learns that it is off, the log which setting turns it on. @throws channel_unavailable */
  assertOn(channel: string): true {
    if (this.isOn(channel)) return true;
    const settings = this.channels.withoutTransport().find((one) => one.channel === channel)?.settings ?? 'a transport for it';
    this.logger.warn({ channel }, `Somebody asked for codes by ${channel}, which are off. To turn them on, set ${settings}.`);
    throw deliveryProblems.channel_unavailable({ retryAfter: 3600 }, { retryAfterSeconds: 3600, reason: `no transport for ${channel}` });
  }
}
