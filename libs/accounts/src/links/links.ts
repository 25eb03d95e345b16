import { Injectable } from '@nestjs/common';
import { CryptoSettings, RingDigests, Sealer, TokenKind } from '@countersign/crypto';
import { Database } from '@countersign/database';
import { newId } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import type { LinkKind } from './link.entity';
import * as sql from './link.statements';
import type { LinkRow } from './link.statements';

const PURPOSE = 'link';

/** A link whose mail is to be written. */
export interface AskedLink {
  readonly id: string;
  readonly kind: LinkKind;
  /** Null: only an address was given. */
  readonly userId: string | null;
  /** The epoch that the user was in when it was asked for; null without a user. */
  readonly trustEpoch: number | null;
  readonly address: string;
}

export interface IssuedLink {
  /** `ln_` and 32 random bytes; kept as keyed digest only. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** What somebody has shown the token of. */
export interface OpenedLink {
  readonly id: string;
  readonly userId: string;
  /** Where the mail went; of a change, the new address. */
  readonly address: string;
}

/** Links sent by mail: single use, the newest of a kind only, gone with their time and with their user's epoch. */
@Injectable()
export class Links {
  private readonly tokens: TokenKind;

  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly digests: RingDigests,
    { ENCRYPTION_KEYS }: CryptoSettings,
  ) {
    this.tokens = new TokenKind('ln_', ENCRYPTION_KEYS);
  }

  /** Remembers that a mail was asked for, whoever asked. @returns the id to queue its writing by. */
  async ask(tx: EntityManager, { kind, userId, trustEpoch, address }: Omit<AskedLink, 'id'>): Promise<string> {
    const id = newId();
    await this.database.run(sql.insert, [id, kind, userId, trustEpoch, this.sealer.seal('link', bindingOf(id), address)], tx);
    return id;
  }

  /** The link to be issued, held until the transaction ends; null: it was issued, or nobody waits for it any more. */
  async claim(tx: EntityManager, id: string): Promise<AskedLink | null> {
    const [row] = await this.database.run(sql.claim, [id], tx);
    return row ? { ...row, address: this.addressIn(row) } : null;
  }

  /**
   * @param user as just read: in another epoch of the user's the link opens nothing.
   * @param ttlSeconds for how long it opens what it opens.
   */
  async issue(tx: EntityManager, { id, kind }: AskedLink, user: UserFacts, ttlSeconds: number): Promise<IssuedLink> {
    const { token } = this.tokens.issue();
    const [digest] = this.digests.of(PURPOSE, token);
    await this.database.run(sql.lockIssue, [user.id], tx);
    const [row] = await this.database.run(sql.issue, [id, user.id, user.trustEpoch, digest, ttlSeconds, kind], tx);
    return { token, expiresAt: row!.expiresAt };
  }

  /** Nothing is to be issued. */
  async drop(tx: EntityManager, { id }: AskedLink): Promise<void> {
    await this.database.run(sql.remove, [id], tx);
  }

  /** Looks without using; null: malformed, unknown, expired, used, or of an epoch that has ended. */
  async find(kind: LinkKind, token: string): Promise<OpenedLink | null> {
    const digests = this.digestsOf(token);
    return digests && this.opened((await this.database.run(sql.find, [digests, kind]))[0]);
  }

  /** Uses the link up; null as `find`, and when another request was first. */
  async consumeOnce(tx: EntityManager, kind: LinkKind, token: string): Promise<OpenedLink | null> {
    const digests = this.digestsOf(token);
    return digests && this.opened((await this.database.run(sql.consume, [digests, kind], tx))[0]);
  }

  /** What was sent so far opens nothing any more, in the epoch that goes on: `Accounts.endTrust` ends them without it. */
  async endUnused(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.removeUnused, [userId], tx);
  }

  /** The addresses whose mailbox has reset the password in the last 24 hours. */
  async resetAddresses(userId: string, tx?: EntityManager): Promise<string[]> {
    return (await this.database.run(sql.usedForReset, [userId], tx)).map((row) => this.addressIn(row));
  }

  /** Under any key of the ring: a new one ends no link. Null: it has not the form of one. */
  private digestsOf(token: string): Buffer[] | null {
    return this.tokens.digest(token) && this.digests.of(PURPOSE, token);
  }

  private opened(row: LinkRow | undefined): OpenedLink | null {
    if (!row?.userId) return null;
    return { id: row.id, userId: row.userId, address: this.addressIn(row) };
  }

  private addressIn({ id, addressSealed }: LinkRow): string {
    return this.sealer.open('link', bindingOf(id), addressSealed);
  }
}

/** Without the user: who it is may not be known yet. */
const bindingOf = (id: string) => ({ table: 'links', column: 'address_sealed', row: id, user: '' });
