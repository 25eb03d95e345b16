import { settingsFor } from '@countersign/config/testing';
import { testSealer } from '@countersign/crypto/testing';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { StartupFault } from '@countersign/kernel';
import { recordingLogger } from '@countersign/observability/testing';
import { SessionsSettings } from '../sessions.settings';
import { sessionsVariables } from '../testing/test-sessions';
import { SigningKeyRing } from './signing-key-ring';
import type { SigningKeyRow } from './signing-key.statements';
import { SigningKeys } from './signing-keys';

const OURS = `ours:${Buffer.alloc(32, 1).toString('base64')}`;
const STRANGE = `strange:${Buffer.alloc(32, 2).toString('base64')}`;
const settings = settingsFor(SessionsSettings, { ...sessionsVariables, JWT_ACCESS_ALGORITHM: 'ES256' });
const headerOf = (kid: string) => ({ alg: 'ES256', typ: 'at+jwt', kid });

/** Hands out what it read only when it is let. */
class HeldKeys extends SigningKeys {
  isHeld = false;
  readonly #held: (() => void)[] = [];

  override async listOrMake(): Promise<SigningKeyRow[]> {
    const rows = await super.listOrMake();
    if (this.isHeld) await new Promise<void>((resolve) => this.#held.push(resolve));
    return rows;
  }

  get held(): number {
    return this.#held.length;
  }

  release(): void {
    this.isHeld = false;
    for (const go of this.#held.splice(0)) go();
  }
}

describe('the ring of signing keys', () => {
  let test: ConnectedTestDatabase;
  const rings: SigningKeyRing[] = [];
  const keysUnder = (encryptionKeys: string) => new HeldKeys(test.database, testSealer({ ENCRYPTION_KEYS: encryptionKeys }));
  /** As a process knows it that has read it once. */
  const ringOf = async (keys: SigningKeys) => {
    const { logger, lines } = recordingLogger();
    const ring = new SigningKeyRing(keys, settings, logger);
    rings.push(ring);
    ring.onApplicationBootstrap();
    await Promise.resolve(ring.verifierOf(headerOf('unknown'))).catch(() => undefined);
    return { ring, lines };
  };

  beforeEach(async () => (test = await connectTestDatabase()));
  afterEach(async () => {
    await Promise.all(rings.splice(0).map((ring) => ring.beforeApplicationShutdown()));
    await test.drop();
  });

  it('goes on signing with the key that it has where the next one does not open, and says so once', async () => {
    const { ring, lines } = await ringOf(keysUnder(OURS));
    const before = ring.signer().header.kid!;
    const elsewhere = keysUnder(`${STRANGE},${OURS}`);
    await elsewhere.rotate(0);
    const current = String(await elsewhere.rotate(0));
    for (let looks = 0; looks < 2; looks += 1) expect(await ring.verifierOf(headerOf('unknown'))).toBeNull();
    expect([ring.signer().header.kid, await ring.verifierOf(headerOf(current))]).toEqual([before, expect.objectContaining({ type: 'public' })]);
    expect(ring.published().map(({ kid }) => kid)).toContain(current);
    expect(await ring.check()).toMatchObject({ status: 'up', details: { reason: expect.stringContaining('signing_keys') } });
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);

    const { ring: fresh } = await ringOf(keysUnder(OURS));
    expect(await fresh.check()).toMatchObject({ status: 'down', details: { reason: expect.stringContaining('signing_keys') } });
    for (const ask of [() => fresh.signer(), () => fresh.published()]) expect(ask).toThrow(expect.objectContaining({ code: 'service_unavailable' }));
    await expect(fresh.verifierOf(headerOf(before))).rejects.toMatchObject({ code: 'service_unavailable' });

    // The key that signs here is forgotten: nobody would accept its tokens.
    await elsewhere.retire(null, 0);
    await expect(ring.verifierOf(headerOf('unknown'))).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(await ring.check()).toMatchObject({ status: 'down' });
  });

  it('is not rotated where its next key does not open', async () => {
    const before = await keysUnder(OURS).listOrMake();
    await expect(keysUnder(STRANGE).rotate(0)).rejects.toThrow(StartupFault);
    const states = (rows: readonly SigningKeyRow[]) => rows.map(({ kid, state }) => [kid, state]);
    expect(states(await keysUnder(OURS).list())).toEqual(states(before));
  });

  it('is read anew for a key that was made while it was being read for another', async () => {
    const keys = keysUnder(OURS);
    const { ring } = await ringOf(keys);
    keys.isHeld = true;
    const strange = ring.verifierOf(headerOf('unknown'));
    while (keys.held === 0) await new Promise((resolve) => setImmediate(resolve));
    await keysUnder(OURS).rotate(0);
    const [{ kid: made } = { kid: '' }] = await keys.list();
    const good = ring.verifierOf(headerOf(made));
    keys.release();
    expect(await strange).toBeNull();
    expect(await good).toMatchObject({ type: 'public' });
  });
});
