import type { RecordedEvent } from '@countersign/audit';
import { OnSecurityEvent, type SecurityEventListener } from '@countersign/audit/worker';
import { noticeOf } from '../notice-of';
import { Notices } from '../notices';

/** Hears of security events in the worker and queues a mail for those whose definition has a notice. */
@OnSecurityEvent()
export class NoticeListener implements SecurityEventListener {
  readonly name = 'notices';

  constructor(private readonly notices: Notices) {}

  handles(type: string): boolean {
    return noticeOf(type) !== undefined;
  }

  on(event: RecordedEvent): Promise<void> {
    return this.notices.tell(event);
  }
}
