import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isProblem, problems } from '@countersign/kernel';
import { HealthProbe, Logger, type HealthCheck, type HealthReport } from '@countersign/observability';
import { SessionsSettings } from '../sessions.settings';
import { ACCESS_TOKEN_TYPE, AccessKeys, hasExactly, type AccessTokenSigner } from './access-keys';
import { privateKeyOf, publicKeyOf, type PublishedJwk } from './key-pair';
import { SigningKeys } from './signing-keys';
import type { SigningKeyRow } from './signing-key.statements';

/** So old a process's ring may be: a key is published for minutes before it signs, and stays for minutes after. */
const READ_EVERY_MS = 5_000;
const TRY_AGAIN_MS = 500;
/** A token with a strange kid makes a process look, but not at every call: those that come meanwhile wait for the next look. */
const LOOK_AT_MOST_EVERY_MS = 200;

interface Ring {
  /** Of the signer. */
  readonly kid: string;
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
  #nextLook: Promise<void> | undefined;
  #isStopping = false;
  #lookedAt = -Infinity;
  #fault: string | undefined;

  constructor(
    private readonly signingKeys: SigningKeys,
    private readonly settings: SessionsSettings,
    private readonly logger: Logger,
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
    const details = { reason: this.#fault ?? 'not read yet' };
    if (!this.#ring) return { name: this.name, status: 'down', details };
    return { name: this.name, status: 'up', ...(this.#fault !== undefined && { details }) };
  }

  override signer(): AccessTokenSigner {
    return this.ring().signer;
  }

  override verifierOf(header: Readonly<Record<string, unknown>>): KeyObject | null | Promise<KeyObject | null> {
    const { kid } = header;
    if (typeof kid !== 'string' || !hasExactly(header, { alg: 'ES256', typ: ACCESS_TOKEN_TYPE, kid })) return null;
    // Perhaps another process has made it since.
    return this.#ring?.keys.get(kid) ?? this.look().then(() => this.ring().keys.get(kid) ?? null);
  }

  override published(): readonly PublishedJwk[] {
    return this.ring().published;
  }

  private ring(): Ring {
    if (this.#ring) return this.#ring;
    throw problems.service_unavailable({}, { retryAfterSeconds: 1, reason: `the signing keys: ${this.#fault ?? 'not read yet'}` });
  }

  /** A reading that begins after the call. */
  private look(): Promise<void> {
    this.#nextLook ??= this.lookInTime();
    return this.#nextLook;
  }

  private async lookInTime(): Promise<void> {
    const pause = this.#lookedAt + LOOK_AT_MOST_EVERY_MS - performance.now();
    if (pause > 0) await sleep(pause);
    await this.#reading;
    this.#nextLook = undefined;
    this.#lookedAt = performance.now();
    await this.read();
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
      .then((rows) => this.take(rows))
      .catch((error: unknown) => this.tell(error))
      .finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** What is public counts at once; a private key that does not open leaves the signing to the one before, as long as that is known. */
  private take(rows: readonly SigningKeyRow[]): void {
    const current = rows.find(({ state }) => state === 'current');
    if (!current) return;
    const old = this.#ring;
    const keys = new Map(rows.map(({ kid, jwk }) => [kid, old?.keys.get(kid) ?? publicKeyOf(jwk)]));
    const published = rows.map(({ kid, jwk }) => ({ ...jwk, kid, alg: 'ES256', use: 'sig' }) as const);
    this.#ring = old && keys.has(old.kid) ? { ...old, keys, published } : undefined;
    const { kid } = current;
    this.#ring = { kid, signer: old?.kid === kid ? old.signer : this.signerOf(current), keys, published };
    this.#fault = undefined;
  }

  private signerOf(row: SigningKeyRow): AccessTokenSigner {
    return { key: privateKeyOf(this.signingKeys.openPrivate(row)), header: { alg: 'ES256', typ: ACCESS_TOKEN_TYPE, kid: row.kid } };
  }

  /** Once, and no process ends of it. That PostgreSQL is away is said elsewhere. */
  private tell(error: unknown): void {
    if (isProblem(error, 'service_unavailable')) return;
    const reason = (error as Error).message;
    if (reason !== this.#fault) this.logger.error({ reason }, 'The signing keys cannot be read; what was known of them goes on');
    this.#fault = reason;
  }
}
