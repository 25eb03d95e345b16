import { Injectable } from '@nestjs/common';
import { CryptoSettings, Sealer, TokenKind } from '@countersign/crypto';
import { Database } from '@countersign/database';
import { newId } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import { ringKey } from '../ring-key';
import type { LinkKind } from './link.entity';
import * as sql from './link.statements';
import type { LinkRow } from './link.statements';

/** A link whose mail is to be written. */
export interface AskedLink {
  readonly id: string;
  readonly kind: LinkKind;
  /** Null: only an address was given. */
  readonly userId: string | null;
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

/** Links sent by mail: single use, the newest of a kind only, gone with their time. */
@Injectable()
export class Links {
  private readonly tokens: TokenKind;

  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    crypto: CryptoSettings,
  ) {
    this.tokens = new TokenKind('ln_', ringKey(crypto));
  }

  /** Remembers that a mail was asked for, whoever asked. @returns the id to queue its writing by. */
  async ask(tx: EntityManager, { kind, userId, address }: Omit<AskedLink, 'id'>): Promise<string> {
    const id = newId();
    await this.database.run(sql.insert, [id, kind, userId, this.sealer.seal('link', bindingOf(id), address)], tx);
    return id;
  }

  /** The link to be issued, held until the transaction ends; null: it was issued, or nobody waits for it any more. */
  async claim(tx: EntityManager, id: string): Promise<AskedLink | null> {
    const [row] = await this.database.run(sql.claim, [id], tx);
    return row ? { ...row, address: this.addressIn(row) } : null;
  }

  /** @param ttlSeconds for how long it opens what it opens. */
  async issue(tx: EntityManager, { id, kind }: AskedLink, userId: string, ttlSeconds: number): Promise<IssuedLink> {
    const { token, digest } = this.tokens.issue();
    const [row] = await this.database.run(sql.issue, [id, userId, digest, ttlSeconds, kind], tx);
    return { token, expiresAt: row!.expiresAt };
  }

  /** Nothing is to be issued. */
  async drop(tx: EntityManager, { id }: AskedLink): Promise<void> {
    await this.database.run(sql.remove, [id], tx);
  }

  /** Looks without using; null: malformed, unknown, expired or used. */
  async find(kind: LinkKind, token: string): Promise<OpenedLink | null> {
    const digest = this.tokens.digest(token);
    return digest && this.opened((await this.database.run(sql.find, [digest, kind]))[0]);
  }

  /** Uses the link up; null as `find`, and when another request was first. */
  async consumeOnce(tx: EntityManager, kind: LinkKind, token: string): Promise<OpenedLink | null> {
    const digest = this.tokens.digest(token);
    return digest && this.opened((await this.database.run(sql.consume, [digest, kind], tx))[0]);
  }

  /** What was sent so far opens nothing any more. */
  async endUnused(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.removeUnused, [userId], tx);
  }

  /** The addresses whose mailbox has reset the password in the last 24 hours. */
  async resetAddresses(userId: string, tx?: EntityManager): Promise<string[]> {
    return (await this.database.run(sql.usedForReset, [userId], tx)).map((row) => this.addressIn(row));
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
