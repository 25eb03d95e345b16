import type { OnModuleInit } from '@nestjs/common';
import type { RecordedEvent } from '@countersign/audit';
import { OnSecurityEvent, type SecurityEventListener } from '@countersign/audit/worker';
import { listEvents, StartupFault } from '@countersign/kernel';
import { noticeWording } from '../notice-wording';
import { Notices } from '../notices';

/** Hears of security events in the worker and queues a mail for those that have words. */
@OnSecurityEvent()
export class NoticeListener implements SecurityEventListener, OnModuleInit {
  readonly name = 'notices';

  constructor(private readonly notices: Notices) {}

  /** @throws StartupFault when there are words for an event that no lib declares: its notice would never be sent. */
  onModuleInit(): void {
    refuseUndeclared([...noticeWording.keys()], listEvents().map(({ type }) => type));
  }

  handles(type: string): boolean {
    return noticeWording.has(type);
  }

  on(event: RecordedEvent): Promise<void> {
    return this.notices.tell(event);
  }
}

export function refuseUndeclared(told: readonly string[], declared: readonly string[]): void {
  const unknown = told.filter((type) => !declared.includes(type));
  if (unknown.length === 0) return;
  const [names, form] = [unknown.join(', '), unknown.length > 1 ? 'events' : 'event'];
  throw new StartupFault(
    `notices has words for the ${form} ${names}, which no lib declares: write the name as docs/events.md has it, in libs/notices/src/notice-wording.ts.`,
  );
}
