import { Injectable } from '@nestjs/common';
import { Waits, withWaits } from '@countersign/observability';
import { AuditLogRepository, type AuditFilter } from './audit-log.repository';
import { cursorOf, positionOf, type Position } from './cursor';
import type { RecordedEvent } from './recorded-event';

export interface ActivityPage {
  readonly events: RecordedEvent[];
  /** Asks for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

interface Wanted {
  readonly limit: number;
  readonly cursor?: string;
}

const EXPORT_PAGE = 500;

/** Reads the trail. */
@Injectable()
export class AuditReader {
  constructor(private readonly logs: AuditLogRepository) {}

  /**
   * One user's events, newest first. A page costs the same however far down it is (keyset, no offset), and events that
   * come in between shift nothing.
   *
   * @throws Problem validation_failed when the cursor is not one of ours.
   */
  activity(userId: string, wanted: Wanted): Promise<ActivityPage> {
    return this.page({ userId }, wanted);
  }

  /** The events that a filter lets through, in the same way. @throws Problem validation_failed */
  async page(filter: AuditFilter, { limit, cursor }: Wanted): Promise<ActivityPage> {
    const after = cursor === undefined ? null : positionOf(cursor);
    const found = await this.logs.pageOf(filter, limit + 1, after);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { events: shown.map(({ event }) => event), nextCursor: last ? cursorOf(last.position) : null };
  }

  /**
   * All of them, newest first, some hundreds at a time: no connection is held between, and what the caller does not take is
   * not read. What happens meanwhile is not among them.
   */
  async *all(filter: AuditFilter): AsyncGenerator<RecordedEvent[]> {
    for (let after: Position | null = null; ; ) {
      // An export lasts as long as its reader takes: each page has the time of a request for itself.
      const found: Awaited<ReturnType<AuditLogRepository['pageOf']>> = await withWaits(new Waits(), () => this.logs.pageOf(filter, EXPORT_PAGE, after));
      if (found.length > 0) yield found.map(({ event }) => event);
      if (found.length < EXPORT_PAGE) return;
      after = found.at(-1)!.position;
    }
  }
}
