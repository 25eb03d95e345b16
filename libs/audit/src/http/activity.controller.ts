import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { listEvents } from '@countersign/kernel';
import { Answer, CanFail, CurrentPrincipal, Does, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import { AuditReader } from '../audit-reader';
import type { RecordedEvent } from '../recorded-event';
import { ActivityAnswer, ActivityEvent, ActivityQuery } from './activity.dto';
import { AuditContextInterceptor } from './audit-context.interceptor';
import { AuditReaderGuard } from './audit-reader.guard';

const DEFAULT_LIMIT = 20;

@Controller('auth')
@UseGuards(AuditReaderGuard)
@UseInterceptors(AuditContextInterceptor)
export class ActivityController {
  #titles: ReadonlyMap<string, string> | undefined;

  constructor(private readonly reader: AuditReader) {}

  @Get('activity')
  @Does('Lists the security events of the user’s own account.')
  @Answer(200, ActivityAnswer, 'What happened to the account of the session, newest first.')
  @CanFail('validation_failed', 'forbidden')
  async activity(@CurrentPrincipal() { userId }: Principal, @Query() query: ActivityQuery) {
    const limit = Number(query.limit ?? DEFAULT_LIMIT);
    const { events, nextCursor } = await this.reader.activity(userId, { limit, cursor: query.cursor });
    return success<ActivityAnswer>({
      events: events.map((event) => this.shown(event)),
      page: { nextCursor, hasMore: nextCursor !== null },
    });
  }

  /** Without `reason`: the true reason of a refusal is for the operator. */
  private shown({ id, type, occurredAt, origin, data }: RecordedEvent): ActivityEvent {
    this.#titles ??= new Map(listEvents().map((event) => [event.type, event.title]));
    const { ipAddress, userAgent } = origin;
    return { id, type, title: this.#titles.get(type) ?? type, occurredAt, ipAddress, userAgent, data: data ?? {} };
  }
}
