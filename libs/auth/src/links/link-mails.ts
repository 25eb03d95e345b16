import { Injectable } from '@nestjs/common';
import { Links, MailBudget, normaliseEmail, type LinkKind } from '@countersign/accounts';
import { Database } from '@countersign/database';
import { problems } from '@countersign/kernel';
import { Outbox } from '@countersign/queue';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { linkMailJob } from '../jobs/link-mail.job';

/** To whom a mail goes, where nobody is signed in. */
interface Asked {
  readonly kind: LinkKind;
  readonly address: string;
  /** Whose account it is about; null: nobody looked. */
  readonly user: UserFacts | null;
}

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

  /** Past the limit of the account, or of the address where only that was given, nothing is sent, and nobody is told. */
  async askQuietly({ kind, address, user }: Asked): Promise<void> {
    const retryAfter = await this.budget.take(kind, user?.id ?? normaliseEmail(address));
    if (retryAfter === null) await this.database.transaction((tx) => this.ask(tx, { kind, address, user }));
  }

  /**
   * @param along done in the same transaction.
   * @throws too_many_requests past the limit of the account, with the seconds to wait.
   */
  async askFor(user: UserFacts, { kind, address }: Omit<Asked, 'user'>, along?: (tx: EntityManager) => Promise<void>): Promise<void> {
    const retryAfter = await this.budget.take(kind, user.id);
    if (retryAfter !== null) throw tooMany(retryAfter);
    // Somebody else's mailbox, for all we know: not even many accounts together flood it.
    const isFull = kind === 'change' && (await this.budget.take(kind, normaliseEmail(address))) !== null;
    await this.database.transaction(async (tx) => {
      if (!isFull) await this.ask(tx, { kind, address, user });
      await along?.(tx);
    });
  }

  private async ask(tx: EntityManager, { kind, address, user }: Asked): Promise<void> {
    const id = await this.links.ask(tx, { kind, address, userId: user?.id ?? null, trustEpoch: user?.trustEpoch ?? null });
    await this.outbox.add(tx, linkMailJob, id);
  }
}

function tooMany(retryAfter: number) {
  const detail = `So many mails were sent already. Ask again in ${retryAfter} seconds.`;
  return problems.too_many_requests({ retryAfter }, { detail, retryAfterSeconds: retryAfter });
}
