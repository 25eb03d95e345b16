import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const STEP_SECONDS = 30;

/** RFC 4648 §6 Base32, as authenticator apps read it. */
export function fromBase32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '').toUpperCase()].map((char) => ALPHABET.indexOf(char).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}

/** RFC 4226 §5.3, computed here so that the service's library has an independent witness. */
export function hotp(secret: Buffer, counter: number, digits = 6): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = mac[19]! & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

export const currentStep = (now = Date.now()) => Math.floor(now / 1000 / STEP_SECONDS);

/** The code of the present step, or of one `ahead` (+1 is accepted already: the window is one step either way). */
export function totp(secret: string, ahead = 0): string {
  return hotp(fromBase32(secret), currentStep() + ahead);
}

/** Codes that no step near the present one has, all different: wrong, whenever they arrive. */
export function wrongCodes(secret: string, count = 1): string[] {
  const key = fromBase32(secret);
  const near = new Set([-3, -2, -1, 0, 1, 2, 3].map((ahead) => hotp(key, currentStep() + ahead)));
  const codes = Array.from({ length: count + near.size }, (_, index) => String(100_000 + index * 7));
  return codes.filter((code) => !near.has(code)).slice(0, count);
}
