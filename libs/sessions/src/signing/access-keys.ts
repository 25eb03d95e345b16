import { createSecretKey, type KeyObject } from 'node:crypto';
import type { SessionsSettings } from '../sessions.settings';
import type { PublishedJwk } from './key-pair';

/** RFC 9068 §2.1: told apart from every other JWT by its type. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

export type AccessTokenAlgorithm = 'HS256' | 'ES256';

/** What signs an access token, and the whole header that says so. */
export interface AccessTokenSigner {
  readonly key: KeyObject;
  readonly header: { readonly alg: AccessTokenAlgorithm; readonly typ: string; readonly kid?: string };
}

/** The keys of access tokens: one algorithm, fixed by the settings and never taken from a token (RFC 8725 §3.1). */
export abstract class AccessKeys {
  abstract readonly algorithm: AccessTokenAlgorithm;

  /** @throws service_unavailable while the keys are not read yet. */
  abstract signer(): AccessTokenSigner;

  /** The key of a header that is ours, member for member; null: it is not. @throws service_unavailable while the keys are not read yet. */
  abstract verifierOf(header: Readonly<Record<string, unknown>>): KeyObject | null | Promise<KeyObject | null>;

  /** What others may check tokens by. @throws service_unavailable while the keys are not read yet. */
  abstract published(): readonly PublishedJwk[];
}

/** HS256 with JWT_ACCESS_SECRET: nobody else can check the tokens, so nothing is published. */
export class SharedSecret extends AccessKeys {
  readonly algorithm = 'HS256';
  readonly #signer: AccessTokenSigner;

  constructor({ JWT_ACCESS_SECRET }: SessionsSettings) {
    super();
    // Made once: given a text, the JWT library tries to read it as PEM at every call, which costs 60 times the signature.
    const key = createSecretKey(JWT_ACCESS_SECRET.reveal(), 'utf8');
    this.#signer = { key, header: { alg: 'HS256', typ: ACCESS_TOKEN_TYPE } };
  }

  override signer(): AccessTokenSigner {
    return this.#signer;
  }

  override verifierOf(header: Readonly<Record<string, unknown>>): KeyObject | null {
    return hasExactly(header, this.#signer.header) ? this.#signer.key : null;
  }

  override published(): readonly PublishedJwk[] {
    return [];
  }
}

/** Whatever else a header could say (jku, jwk, x5u, crit) is refused. */
export function hasExactly(header: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(wanted);
  return Object.keys(header).length === names.length && names.every((name) => header[name] === wanted[name]);
}
