import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { StartupFault } from '@countersign/kernel';
import { CryptoSettings } from '../crypto.settings';
import { KeyRing, type RingKey } from '../key-ring';
import { lengthPrefixed } from '../length-prefixed';
import { subKey } from '../sub-key';
import { SealingFault } from './sealing-fault';

/** Where a sealed value lives. All of it is authenticated: in another column, row or user's row it does not open. */
export interface SealBinding {
  readonly table: string;
  readonly column: string;
  /** Primary key of the row. */
  readonly row: string;
  readonly user: string;
}

const CIPHER = 'aes-256-gcm';
/** 96 random bits, sound for 2^32 values a key (NIST SP 800-38D §8.2.2 and §8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]+)$/;

/**
 * Secrets at rest: AES-256-GCM under a key of its own for each purpose. The text is
 * `v1.<kid>.<base64url of nonce, ciphertext and tag>`.
 */
@Injectable()
export class Sealer {
  private readonly ring: KeyRing;
  private readonly active: RingKey;
  private readonly subKeys = new Map<string, KeyObject>();

  constructor(settings: CryptoSettings) {
    this.ring = KeyRing.of(settings.ENCRYPTION_KEYS.reveal());
    if (!this.ring.active) throw new StartupFault('ENCRYPTION_KEYS holds no key. Run "npm run secrets" for one.');
    this.active = this.ring.active;
  }

  /** @param purpose a constant of the lib, such as 'totp.secret': each purpose has its own key. */
  seal(purpose: string, binding: SealBinding, plain: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.keyFor(this.active, purpose), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(aadOf(this.active.id, purpose, binding));
    const body = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1.${this.active.id}.${body.toString('base64url')}`;
  }

  /** @throws SealingFault when the text is not what `seal` made for this purpose and place. Let it pass. */
  open(purpose: string, binding: SealBinding, sealed: string): string {
    const [, kid = '', encoded = ''] = FORM.exec(sealed) ?? [];
    const body = Buffer.from(encoded, 'base64url');
    const isWhole = body.length >= NONCE_BYTES + TAG_BYTES && body.toString('base64url') === encoded;
    if (!isWhole) throw faultAt(binding, 'it is not in the form v1.<kid>.<base64url>');
    const key = this.ring.find(kid);
    if (!key) throw faultAt(binding, `its key "${kid}" is not in ENCRYPTION_KEYS`);
    const decipher = createDecipheriv(CIPHER, this.keyFor(key, purpose), body.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(aadOf(kid, purpose, binding));
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    const plain = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES));
    try {
      return Buffer.concat([plain, decipher.final()]).toString('utf8');
    } catch (cause) {
      throw faultAt(binding, 'it was changed, or sealed for another place or purpose', cause);
    }
  }

  private keyFor(key: RingKey, purpose: string): KeyObject {
    const name = `${key.id}.${purpose}`;
    const known = this.subKeys.get(name) ?? subKey(key.bytes, 'seal', 'v1', purpose);
    this.subKeys.set(name, known);
    return known;
  }
}

function aadOf(kid: string, purpose: string, { table, column, row, user }: SealBinding): Buffer {
  return lengthPrefixed(['v1', kid, purpose, table, column, row, user]);
}

function faultAt({ table, column, row }: SealBinding, why: string, cause?: unknown): SealingFault {
  return new SealingFault(`The sealed value in ${table}.${column} of row ${row} does not open: ${why}.`, { cause });
}
