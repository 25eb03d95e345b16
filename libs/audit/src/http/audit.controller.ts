import { Readable } from 'node:stream';
import { Controller, Get, Query, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Answer, CanFail, CurrentPrincipal, Does, limitOf, pageBefore, RequireScope, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import type { AuditFilter } from '../audit-log.repository';
import { AuditReader } from '../audit-reader';
import { UserReferences } from '../user-references';
import { AuditContextInterceptor } from './audit-context.interceptor';
import { AuditAnswer, AuditEvent, AuditQuery, ExportQuery } from './audit.dto';
import { EXPORTS, type ExportFormat } from './export-formats';
import { shownInTrail } from './shown-event';
import { TrailReaderGuard } from './trail-reader.guard';

/** The trail of all accounts. */
@Controller('audit')
@RequireScope('audit:read')
@UseGuards(TrailReaderGuard)
@UseInterceptors(AuditContextInterceptor)
export class AuditController {
  constructor(
    private readonly reader: AuditReader,
    private readonly users: UserReferences,
  ) {}

  @Get()
  @Does('Lists security events, of all accounts for an administrator.')
  @Answer(200, AuditAnswer, 'Newest first. The key of an ordinary user reads the own events.')
  @CanFail('validation_failed', 'forbidden', 'not_found')
  async page(@CurrentPrincipal() principal: Principal, @Query() query: AuditQuery) {
    const asked = { limit: limitOf(query), cursor: query.cursor };
    const { events, nextCursor } = await this.reader.page(await this.filterOf(principal, query), asked);
    const isAdministrator = principal.user.role === 'admin';
    return success<AuditAnswer>({
      events: events.map((event) => shownInTrail(event, isAdministrator)),
      page: pageBefore(nextCursor),
    });
  }

  @Get('export')
  @Does('Exports security events as NDJSON or CSV.')
  @Answer(200, AuditEvent, {
    description: 'All events of the filter, newest first: one JSON object a line, or a row of CSV with the same members.',
    bare: true,
    mediaTypes: Object.values(EXPORTS).map(({ mediaType }) => mediaType.split(';')[0]!),
  })
  @CanFail('validation_failed', 'forbidden', 'not_found')
  async export(@CurrentPrincipal() principal: Principal, @Query() query: ExportQuery, @Res() reply: FastifyReply) {
    const format = EXPORTS[query.format ?? 'ndjson'];
    const pages = this.reader.all(await this.filterOf(principal, query));
    // Before the first byte: a fault until here is an answer of its own.
    const first = await pages.next();
    const isAdministrator = principal.user.role === 'admin';
    const text = textOf(format, first, pages, (event) => shownInTrail(event, isAdministrator));
    void reply
      .headers({ 'Content-Type': format.mediaType, 'Content-Disposition': `attachment; filename="audit.${format.extension}"` })
      .send(Readable.from(text));
  }

  private async filterOf({ userId: own, user }: Principal, { userId: named, type, from, to }: AuditFilter): Promise<AuditFilter> {
    const ofAdministrator = named === undefined ? undefined : await this.users.idOf(named);
    return { userId: user.role === 'admin' ? ofAdministrator : own, type, from, to };
  }
}

type Pages = ReturnType<AuditReader['all']>;
type Shown = (event: Parameters<typeof shownInTrail>[0]) => AuditEvent;

async function* textOf(format: ExportFormat, first: Awaited<ReturnType<Pages['next']>>, rest: Pages, shown: Shown): AsyncGenerator<string> {
  if (format.head) yield format.head;
  for (let page = first; !page.done; page = await rest.next()) yield page.value.map((event) => format.line(shown(event))).join('');
}
