import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { Answer, CanFail, CurrentPrincipal, Does, limitOf, pageBefore, PageQuery, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import { AuditReader } from '../audit-reader';
import { ActivityAnswer } from './activity.dto';
import { AuditContextInterceptor } from './audit-context.interceptor';
import { AuditReaderGuard } from './audit-reader.guard';
import { shownEvent } from './shown-event';

@Controller('auth')
@UseGuards(AuditReaderGuard)
@UseInterceptors(AuditContextInterceptor)
export class ActivityController {
  constructor(private readonly reader: AuditReader) {}

  @Get('activity')
  @Does('Lists the security events of the user’s own account.')
  @Answer(200, ActivityAnswer, 'What happened to the account of the session, newest first.')
  @CanFail('validation_failed', 'forbidden')
  async activity(@CurrentPrincipal() { userId }: Principal, @Query() query: PageQuery) {
    const { events, nextCursor } = await this.reader.activity(userId, { limit: limitOf(query), cursor: query.cursor });
    return success<ActivityAnswer>({ events: events.map(shownEvent), page: pageBefore(nextCursor) });
  }
}
