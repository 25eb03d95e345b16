import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { Logger } from '@countersign/observability';

/** An open inbox must not go unnoticed. */
@Injectable()
export class DevInboxAnnouncement implements OnApplicationBootstrap {
  constructor(
    private readonly runtime: RuntimeSettings,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.runtime.isDevelopment) return;
    this.logger.info({ path: '/dev/inbox' }, 'The development inbox is open to callers of this machine at /dev/inbox and /dev/inbox.json');
  }
}
