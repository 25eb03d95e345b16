import { Injectable } from '@nestjs/common';
import { MessageSeal } from '../../messages/message-seal';
import { MessageRepository } from '../../messages/message.repository';
import type { Message } from '../../messages/message.entity';
import type { InboxMessage } from './dev-inbox.dto';

const SHOWN = 200;
const PAGE = 200;
/** Destinations are sealed, so a filter opens row by row: the search ends here. */
const SEARCHED = 2000;

/** The messages that the development inbox took, newest first, at most 200. */
@Injectable()
export class DevInbox {
  constructor(
    private readonly repository: MessageRepository,
    private readonly seal: MessageSeal,
  ) {}

  async list(to?: string): Promise<InboxMessage[]> {
    const found: InboxMessage[] = [];
    for (let skip = 0; skip < SEARCHED && found.length < SHOWN; skip += PAGE) {
      const page = await this.repository.inboxPage(skip, PAGE);
      found.push(...page.flatMap((row) => this.open(row, to)));
      if (page.length < PAGE) break;
    }
    return found.slice(0, SHOWN);
  }

  private open(row: Message, wanted: string | undefined): InboxMessage[] {
    const to = this.seal.openDestination(row, row.destinationSealed);
    if (row.bodySealed === null || (wanted !== undefined && !isSame(to, wanted))) return [];
    const { subject, text, html } = this.seal.openBody(row, row.bodySealed);
    return [{ id: row.id, channel: row.channel, to, subject, text, html, createdAt: row.createdAt.toISOString() }];
  }
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.trim().toLowerCase();
