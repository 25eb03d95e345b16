import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { authenticator } from '../demo/authenticator.mjs';
import { Fault } from '../lib/fault.mjs';
import { USED_CODES } from '../lib/paths.mjs';

const USAGE = 'Say which secret: npm run totp -- <Base32 secret or otpauth:// URL>.';

/**
 * `npm run totp -- <secret>`: a code that this command has not given before, and the seconds until the next one. The service
 * takes each code once, and accepts the one of the next step already.
 */
export async function main([given]) {
  const app = authenticator(addressOf(given));
  const last = join(USED_CODES, createHash('sha256').update(app.secret).digest('hex').slice(0, 24));
  const step = Math.max(app.step(), 1 + lastStep(last));
  if (step > app.step() + 1) {
    const seconds = app.secondsLeft() + (step - app.step() - 2) * app.period;
    throw new Fault(`This command has given out the codes that count now; the next comes in ${seconds} seconds.`);
  }
  mkdirSync(dirname(last), { recursive: true, mode: 0o700 });
  writeFileSync(last, String(step), { mode: 0o600 });
  console.log(app.codeAt(step));
  console.error(`good for ${app.secondsLeft() + (step - app.step() + 1) * app.period} seconds more`);
}

function addressOf(given = '') {
  const text = given.trim();
  const isAddress = text.startsWith('otpauth://');
  const secret = isAddress ? new URL(text).searchParams.get('secret') : text;
  if (!secret || !/^[A-Z2-7]{8,}=*$/i.test(secret.replace(/[\s-]/g, ''))) throw new Fault(USAGE);
  return isAddress ? text : `otpauth://totp/it?secret=${secret.replace(/[\s-]/g, '').toUpperCase()}`;
}

function lastStep(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}
