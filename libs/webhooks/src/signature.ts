import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

interface Signed {
  readonly id: string;
  /** Unix seconds of the attempt. */
  readonly timestamp: number;
  readonly type: string;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks 1.0, with a signature for each secret that is active, and two for receivers that check the
 * body alone.
 *
 * @param secrets `whsec_…`, the present one first.
 */
export function signedHeaders(secrets: readonly [string, ...string[]], { id, timestamp, type, body }: Signed): Record<string, string> {
  const signed = secrets.map((secret) => `v1,${hmac(keyOf(secret), `${id}.${timestamp}.${body}`).toString('base64')}`);
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signed.join(' '),
    'X-Webhook-Event': type,
    // The key is the text of the secret, as a receiver has it in its settings.
    'X-Webhook-Signature': hmac(secrets[0], body).toString('hex'),
  };
}

/** Standard Webhooks, "Signature scheme": the key is what the base64 behind the prefix says. */
export function secretOf(key: Buffer): string {
  return `${PREFIX}${key.toString('base64')}`;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(PREFIX.length), 'base64');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
