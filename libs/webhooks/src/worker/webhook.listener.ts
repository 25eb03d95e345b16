import type { RecordedEvent } from '@countersign/audit';
import { OnSecurityEvent, type SecurityEventListener } from '@countersign/audit/worker';
import { FanOut } from './fan-out';

/** Hears of every event; which webhooks want it, the database knows. */
@OnSecurityEvent()
export class WebhookListener implements SecurityEventListener {
  readonly name = 'webhooks';

  constructor(private readonly deliveries: FanOut) {}

  handles(): boolean {
    return true;
  }

  on(event: RecordedEvent): Promise<void> {
    return this.deliveries.fanOut(event);
  }
}
