import { Controller, Get, Header, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { Answer, CanFail, Does, Public, Unlimited } from '@countersign/web';
import { InboxAnswer, InboxQuery } from './dev-inbox.dto';
import { DevInbox } from './dev-inbox';
import { DevInboxGuard } from './dev-inbox.guard';
import { DevInboxInterceptor } from './dev-inbox.interceptor';
import { inboxPage } from './dev-inbox.page';

/** Reads the development inbox. Not under the base path. */
@Controller('dev')
@Public()
@Unlimited()
@UseGuards(DevInboxGuard)
@UseInterceptors(DevInboxInterceptor)
@CanFail('forbidden', 'not_found')
export class DevInboxController {
  constructor(private readonly inbox: DevInbox) {}

  @Get('inbox.json')
  @Does('Lists the mails and text messages of development.')
  @Answer(200, InboxAnswer, { description: 'What would have been sent, newest first. In development only.', bare: true })
  async list(@Query() { to }: InboxQuery): Promise<InboxAnswer> {
    return { messages: await this.inbox.list(to) };
  }

  @Get('inbox')
  @Does('Shows the mails and text messages of development.')
  @Header('content-type', 'text/html; charset=utf-8')
  @Answer(200, null, { description: 'The same as a page. In development only.', bare: true })
  async page(@Query() { to }: InboxQuery): Promise<string> {
    return inboxPage(await this.inbox.list(to), to);
  }
}
