import type { KeyObject } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import { HealthProbe, type HealthCheck, type HealthReport } from '@countersign/observability';
import { SessionsSettings } from '../sessions.settings';
import { ACCESS_TOKEN_TYPE, AccessKeys, hasExactly, type AccessTokenSigner } from './access-keys';
import { privateKeyOf, publicKeyOf, type PublishedJwk } from './key-pair';
import { SigningKeys } from './signing-keys';
import type { SigningKeyRow } from './signing-key.statements';

/** So old a process's ring may be: a key is published for minutes before it signs, and stays for minutes after. */
const READ_EVERY_MS = 5_000;
const TRY_AGAIN_MS = 500;
/** A token with a strange kid makes a process look, but not at every call. */
const LOOK_AT_MOST_EVERY_MS = 1_000;

interface Ring {
  readonly signer: AccessTokenSigner;
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly published: readonly PublishedJwk[];
}

/** The ring of ES256 keys as this process knows it: read every few seconds, so that a rotation needs no restart. */
@Injectable()
@HealthProbe()
export class SigningKeyRing extends AccessKeys implements HealthCheck, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly algorithm = 'ES256';
  readonly name = 'signingKeys';
  readonly makesUnready = true;

  #ring: Ring | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #isStopping = false;
  #lookedAt = 0;

  constructor(
    private readonly signingKeys: SigningKeys,
    private readonly settings: SessionsSettings,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    if (this.settings.JWT_ACCESS_ALGORITHM === 'ES256') void this.readOn();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#reading;
  }

  async check(): Promise<HealthReport> {
    if (this.settings.JWT_ACCESS_ALGORITHM !== 'ES256') return { name: this.name, status: 'disabled' };
    return this.#ring ? { name: this.name, status: 'up' } : { name: this.name, status: 'down', details: { reason: 'not read yet' } };
  }

  override signer(): AccessTokenSigner {
    if (this.#ring) return this.#ring.signer;
    throw problems.service_unavailable({}, { retryAfterSeconds: 1, reason: 'the signing keys are not read yet' });
  }

  override verifierOf(header: Readonly<Record<string, unknown>>): KeyObject | null | Promise<KeyObject | null> {
    const { kid } = header;
    if (typeof kid !== 'string' || !hasExactly(header, { alg: 'ES256', typ: ACCESS_TOKEN_TYPE, kid })) return null;
    return this.#ring?.keys.get(kid) ?? this.look(kid);
  }

  override published(): readonly PublishedJwk[] {
    return this.#ring?.published ?? [];
  }

  /** Perhaps another process has made it since. */
  private async look(kid: string): Promise<KeyObject | null> {
    const now = performance.now();
    if (now - this.#lookedAt > LOOK_AT_MOST_EVERY_MS) {
      this.#lookedAt = now;
      await this.read();
    }
    return this.#ring?.keys.get(kid) ?? null;
  }

  private async readOn(): Promise<void> {
    await this.read();
    if (this.#isStopping) return;
    this.#timer = setTimeout(() => void this.readOn(), this.#ring ? READ_EVERY_MS : TRY_AGAIN_MS);
  }

  /** Without PostgreSQL the ring stays as it is: no token is made or taken then anyway. */
  private read(): Promise<void> {
    this.#reading ??= this.signingKeys
      .listOrMake()
      .then(
        (rows) => void (this.#ring = this.ringOf(rows)),
        () => undefined,
      )
      .finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  private ringOf(rows: readonly SigningKeyRow[]): Ring | undefined {
    const current = rows.find(({ state }) => state === 'current');
    if (!current) return this.#ring;
    const { kid } = current;
    const isSame = this.#ring?.signer.header.kid === kid;
    const key = isSame ? this.#ring!.signer.key : privateKeyOf(this.signingKeys.openPrivate(current));
    return {
      signer: { key, header: { alg: 'ES256', typ: ACCESS_TOKEN_TYPE, kid } },
      keys: new Map(rows.map((row) => [row.kid, this.#ring?.keys.get(row.kid) ?? publicKeyOf(row.jwk)])),
      published: rows.map(({ kid: name, jwk }) => ({ ...jwk, kid: name, alg: 'ES256', use: 'sig' })),
    };
  }
}
