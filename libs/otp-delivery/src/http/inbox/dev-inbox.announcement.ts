import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Logger } from '@countersign/observability';
import { Channels } from '../../channels/channels';

/** An open inbox must not go unnoticed. */
@Injectable()
export class DevInboxAnnouncement implements OnApplicationBootstrap {
  constructor(
    private readonly channels: Channels,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.channels.hasInbox) return;
    this.logger.info({ path: '/dev/inbox' }, 'The development inbox is open to callers of this machine at /dev/inbox and /dev/inbox.json');
  }
}
