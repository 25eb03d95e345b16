import { Injectable } from '@nestjs/common';
import { Accounts, Links, nameToGreet, normaliseEmail, type AskedLink } from '@countersign/accounts';
import { Database } from '@countersign/database';
import { BrandSettings, composeMail, Messages } from '@countersign/otp-delivery';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { linkWording } from '../links/link-wording';
import { MailLinks } from '../links/mail-links';

type Opening = 'reset' | 'verify' | 'change';

/**
 * Writes the mail that was asked for, to whom it concerns, or none. Here alone it is looked at who has an address. Six
 * collaborators: the link, its owner, where it leads, the words' brand, the mail and the transaction.
 */
@Injectable()
export class WriteLinkMail {
  constructor(
    private readonly links: Links,
    private readonly accounts: Accounts,
    private readonly places: MailLinks,
    private readonly brand: BrandSettings,
    private readonly messages: Messages,
    private readonly database: Database,
  ) {}

  /** Once for each link, however often it is run. */
  async write(linkId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const asked = await this.links.claim(tx, linkId);
      if (asked) await this.send(tx, asked);
    });
  }

  private async send(tx: EntityManager, asked: AskedLink): Promise<void> {
    const { kind, address } = asked;
    const { user: holder, passwordHash } = await this.accounts.findForLogin(address, 'email', tx);
    if (kind === 'exists' || (kind === 'change' && holder)) return this.tellHolder(tx, asked, holder);
    const user = kind === 'reset' ? holder : await this.accounts.facts(asked.userId ?? '', tx);
    if (!user?.email || (kind === 'reset' && passwordHash === null) || !isWanted({ ...asked, kind }, user)) return this.links.drop(tx, asked);
    // To the address as the account has it: what was typed may only look the same once it is in lower case.
    await this.sendLink(tx, { ...asked, kind }, user, kind === 'change' ? address : user.email);
  }

  private async sendLink(tx: EntityManager, asked: AskedLink & { kind: Opening }, user: UserFacts, to: string): Promise<void> {
    const { id, kind } = asked;
    const seconds = this.places.secondsOf(kind);
    const { token, expiresAt: notAfter } = await this.links.issue(tx, asked, user, seconds);
    const { language, words } = this.wording;
    const facts = { brand: this.brand.APP_NAME, name: nameToGreet(user), link: this.places.linkFor(kind, token), seconds };
    const written = composeMail({ language, ...words[kind](facts) });
    await this.messages.queue(tx, { ...written, userId: user.id, to, channel: 'email', purpose: 'security', notAfter, dedupeKey: `link:${id}` });
  }

  /** Somebody else's address, or one's own: its mailbox is told, and nobody else. */
  private async tellHolder(tx: EntityManager, asked: AskedLink, holder: UserFacts | null): Promise<void> {
    await this.links.drop(tx, asked);
    if (!holder?.isActive || !holder.email) return;
    const { language, words } = this.wording;
    const written = composeMail({ language, ...words.exists({ brand: this.brand.APP_NAME, name: nameToGreet(holder) }) });
    const message = { ...written, userId: holder.id, to: holder.email, channel: 'email', purpose: 'security' } as const;
    await this.messages.queue(tx, { ...message, dedupeKey: `link:${asked.id}` });
  }

  private get wording() {
    return linkWording(this.brand.MAIL_LANGUAGE);
  }
}

/** Whether there is still something to open: the account may have changed since the mail was asked for. */
function isWanted({ kind, address, trustEpoch }: AskedLink, user: UserFacts): boolean {
  const { isActive, email, emailVerified } = user;
  // Asked for with what is trusted no more: by a session that was ended since, say.
  if (!isActive || (trustEpoch !== null && trustEpoch !== user.trustEpoch)) return false;
  if (kind !== 'verify') return true;
  return !emailVerified && email !== null && normaliseEmail(email) === normaliseEmail(address);
}
