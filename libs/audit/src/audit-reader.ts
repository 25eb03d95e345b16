import { Injectable } from '@nestjs/common';
import { AuditLogRepository } from './audit-log.repository';
import { cursorOf, positionOf } from './cursor';
import type { RecordedEvent } from './recorded-event';

export interface ActivityPage {
  readonly events: RecordedEvent[];
  /** Asks for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

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
  async activity(userId: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<ActivityPage> {
    const after = cursor === undefined ? null : positionOf(cursor);
    const found = await this.logs.pageOf(userId, limit + 1, after);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { events: shown.map(({ event }) => event), nextCursor: last ? cursorOf(last.position) : null };
  }
}
