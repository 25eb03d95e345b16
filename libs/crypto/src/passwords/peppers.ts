import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Secret } from '@countersign/kernel';
import { KeyRing, type RingKey } from '../key-ring';

/**
 * The key ring of peppers. A pepper is kept apart from the database (NIST SP 800-63B §3.1.1.2), so that a stolen table
 * of hashes cannot even be guessed at without it.
 */
export class Peppers {
  private readonly ring: KeyRing;
  private readonly keyObjects = new Map<string, KeyObject>();

  constructor(peppers: Secret | null) {
    this.ring = KeyRing.of(peppers?.reveal() ?? '');
  }

  /** Kid for new hashes; empty when there is no pepper. */
  get activeId(): string {
    return this.ring.active?.id ?? '';
  }

  has(kid: string): boolean {
    return kid === '' || this.ring.find(kid) !== null;
  }

  /** HMAC-SHA256 of the password under the pepper; without one the password itself, in UTF-8. */
  apply(kid: string, password: string): Buffer {
    const key = this.ring.find(kid);
    if (!key) return Buffer.from(password, 'utf8');
    return createHmac('sha256', this.keyObjectOf(key)).update(password, 'utf8').digest();
  }

  private keyObjectOf(key: RingKey): KeyObject {
    const known = this.keyObjects.get(key.id) ?? createSecretKey(key.bytes);
    this.keyObjects.set(key.id, known);
    return known;
  }
}
