import { Injectable } from '@nestjs/common';
import { Links, MailBudget, normaliseEmail, type AskedLink } from '@countersign/accounts';
import { Database } from '@countersign/database';
import { problems } from '@countersign/kernel';
import { Outbox } from '@countersign/queue';
import { linkMailJob } from '../jobs/link-mail.job';

/**
 * Asks for mails with links. The request writes what was asked for and nothing else: whose address it is, and whether there
 * is anything to send, is looked at by the worker, so that no answer and no time tells it.
 */
@Injectable()
export class LinkMails {
  constructor(
    private readonly links: Links,
    private readonly budget: MailBudget,
    private readonly outbox: Outbox,
    private readonly database: Database,
  ) {}

  /** Past the limit of the address nothing is sent, and nobody is told. */
  async askQuietly(link: Omit<AskedLink, 'id'>): Promise<void> {
    if ((await this.budget.take(normaliseEmail(link.address))) === null) await this.ask(link);
  }

  /** @throws too_many_requests past the limit of the account, with the seconds to wait. */
  async askFor(userId: string, link: Omit<AskedLink, 'id' | 'userId'>): Promise<void> {
    const retryAfter = await this.budget.take(userId);
    if (retryAfter === null) return this.askQuietly({ ...link, userId });
    const detail = `So many mails were sent already. Ask again in ${retryAfter} seconds.`;
    throw problems.too_many_requests({ retryAfter }, { detail, retryAfterSeconds: retryAfter });
  }

  private async ask(link: Omit<AskedLink, 'id'>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const id = await this.links.ask(tx, link);
      await this.outbox.add(tx, linkMailJob, id);
    });
  }
}
