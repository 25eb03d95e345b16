import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A public key on P-256 as RFC 7517 and RFC 7518 §6.2.1 write it. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** A member of a key set: `kid` names the key, `alg` and `use` say what alone it is for. */
export interface PublishedJwk extends PublicJwk {
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

export interface NewKeyPair {
  readonly kid: string;
  readonly jwk: PublicJwk;
  /** PKCS #8 (DER) in base64. */
  readonly privateText: string;
}

export async function newKeyPair(): Promise<NewKeyPair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' }) as PublicJwk;
  const jwk: PublicJwk = { kty: 'EC', crv: 'P-256', x, y };
  return { kid: thumbprintOf(jwk), jwk, privateText: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64') };
}

/** RFC 7638 §3: SHA-256 of the required members, in the order of their names and without a space. */
export function thumbprintOf({ crv, kty, x, y }: PublicJwk): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

export function privateKeyOf(privateText: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(privateText, 'base64'), format: 'der', type: 'pkcs8' });
}

export function publicKeyOf({ kty, crv, x, y }: PublicJwk): KeyObject {
  return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
}
