import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Sealer, type SealBinding } from '@countersign/crypto';
import { Database } from '@countersign/database';
import { StartupFault } from '@countersign/kernel';
import { newKeyPair } from './key-pair';
import * as sql from './signing-key.statements';
import type { KeyState, SigningKeyRow } from './signing-key.statements';

const PURPOSE = 'sessions.signing-key';

/**
 * The keys of access tokens under ES256, in PostgreSQL, private ones sealed. One is current and signs; the next one is published
 * before it does, so that nobody meets a token whose key he cannot know; previous ones stay for as long as their tokens do.
 */
@Injectable()
export class SigningKeys {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** The newest first. */
  list(tx?: EntityManager): Promise<SigningKeyRow[]> {
    return this.database.run(sql.selectKeys, [], tx);
  }

  /** All keys; makes the first ones where there are none. Of two processes that start at once, one does. */
  async listOrMake(): Promise<SigningKeyRow[]> {
    const known = await this.list();
    if (known.length > 0) return known;
    return this.database.transaction(async (tx) => {
      await this.database.run(sql.lockRing, [], tx);
      const made = await this.list(tx);
      if (made.length > 0) return made;
      await this.add(tx, 'current');
      await this.add(tx, 'next');
      return this.list(tx);
    });
  }

  /**
   * Next becomes current, current previous, and a new next is made.
   *
   * @param minimumAge seconds for which the next one must have been published; 0: at once.
   * @returns the kid that signs from now on; a number: the seconds to wait.
   * @throws StartupFault when the next key does not open here: nobody could sign with it.
   */
  async rotate(minimumAge: number): Promise<string | number> {
    await this.listOrMake();
    return this.database.transaction(async (tx) => {
      await this.database.run(sql.lockRing, [], tx);
      const next = (await this.list(tx)).find(({ state }) => state === 'next');
      const wait = next ? Math.ceil(minimumAge - next.age) : 0;
      if (wait > 0) return wait;
      if (next) this.mustOpen(next);
      if (!next) await this.add(tx, 'next');
      await this.database.run(sql.moveKey, ['current', 'previous'], tx);
      const [current] = await this.database.run(sql.moveKey, ['next', 'current'], tx);
      await this.add(tx, 'next');
      return current!.kid;
    });
  }

  /**
   * Removes previous keys, after which their tokens are refused.
   *
   * @param kid null: all that are old enough.
   * @param minimumAge seconds since they signed last.
   * @returns the kids that went.
   */
  async retire(kid: string | null, minimumAge: number): Promise<string[]> {
    return (await this.database.run(sql.removeKey, [kid, minimumAge])).map((row) => row.kid);
  }

  /** PKCS #8 in base64. */
  openPrivate({ kid, sealed }: SigningKeyRow): string {
    return this.sealer.open(PURPOSE, bindingOf(kid), sealed);
  }

  private mustOpen(row: SigningKeyRow): void {
    try {
      this.openPrivate(row);
    } catch (error) {
      const way = 'Run this with the ENCRYPTION_KEYS of the api, to which the key that sealed it belongs as long as it signs. Nothing is changed.';
      throw new StartupFault(`The next key does not open here: ${(error as Error).message}. ${way}`);
    }
  }

  private async add(tx: EntityManager, state: KeyState): Promise<void> {
    const { kid, jwk, privateText } = await newKeyPair();
    const sealed = this.sealer.seal(PURPOSE, bindingOf(kid), privateText);
    await this.database.run(sql.insertKey, [kid, state, JSON.stringify(jwk), sealed], tx);
  }
}

function bindingOf(kid: string): SealBinding {
  return { table: 'signing_keys', column: 'private_sealed', row: kid, user: '' };
}
