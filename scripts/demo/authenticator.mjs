import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * What an authenticator app does with a scanned address, in our own arithmetic rather than the service's library.
 *
 * @param {string} otpauthUrl the Key URI format that apps scan: otpauth://totp/<issuer>:<account>?secret=<Base32>&…
 */
export function authenticator(otpauthUrl) {
  const url = new URL(otpauthUrl);
  const secret = fromBase32(url.searchParams.get('secret'));
  const digits = Number(url.searchParams.get('digits') ?? 6);
  const period = Number(url.searchParams.get('period') ?? 30);
  const step = () => Math.floor(Date.now() / 1000 / period);
  return {
    step,
    period,
    account: decodeURIComponent(url.pathname.replace(/^\/+/, '')),
    secret: url.searchParams.get('secret'),
    /** The code of a step (RFC 6238 §4.2: HOTP over the number of steps since 1970). */
    codeAt: (counter) => hotp(secret, counter, digits),
    secondsLeft: () => period - (Math.floor(Date.now() / 1000) % period),
  };
}

/** RFC 4226 §5.3: HMAC-SHA-1, four bytes of it chosen by its last nibble, as a decimal number. */
function hotp(secret, counter, digits) {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 0x0f) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** RFC 4648 §6. */
function fromBase32(text) {
  const bits = [...text.replace(/=+$/, '')].map((char) => ALPHABET.indexOf(char).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
