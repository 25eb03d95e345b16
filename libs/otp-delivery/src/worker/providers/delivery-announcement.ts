import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { Logger } from '@countersign/observability';
import { WebSettings } from '@countersign/web';
import { twilio, twilioFallback } from '../../channels/built-in.channels';
import { Channels } from '../../channels/channels';

const BY_TWILIO = new Set([twilio.name, twilioFallback.name]);

/** Says once, at the start of the worker, which kinds of message have no transport and what becomes of them. */
@Injectable()
export class DeliveryAnnouncement implements OnApplicationBootstrap {
  constructor(
    private readonly channels: Channels,
    private readonly runtime: RuntimeSettings,
    private readonly web: WebSettings,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.tellOfReports();
    for (const { channel, settings } of this.channels.withoutTransport()) {
      if (this.runtime.isDevelopment) {
        this.logger.info({ channel }, `Messages by ${channel} go to the development inbox. For a real transport set ${settings}.`);
      } else {
        this.logger.warn({ channel }, `Messages by ${channel} are off and recorded as not sent. To turn them on, set ${settings}.`);
      }
    }
  }

  private tellOfReports(): void {
    const isSilent = this.web.PUBLIC_URL === null && this.channels.transportsFor('sms').some(({ name }) => BY_TWILIO.has(name));
    if (isSilent) this.logger.warn({ channel: 'sms' }, 'Twilio cannot report what became of text messages, and those that it is slow to take go out twice. Set PUBLIC_URL.');
  }
}
