import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { Logger } from '@countersign/observability';
import { Channels } from '../../channels/channels';

/** Says once, at the start of the worker, which kinds of message have no transport and what becomes of them. */
@Injectable()
export class DeliveryAnnouncement implements OnApplicationBootstrap {
  constructor(
    private readonly channels: Channels,
    private readonly runtime: RuntimeSettings,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    for (const { channel, settings } of this.channels.withoutTransport()) {
      if (this.runtime.isDevelopment) {
        this.logger.info({ channel }, `Messages by ${channel} go to the development inbox. For a real transport set ${settings}.`);
      } else {
        this.logger.warn({ channel }, `Messages by ${channel} are off and recorded as not sent. To turn them on, set ${settings}.`);
      }
    }
  }
}
