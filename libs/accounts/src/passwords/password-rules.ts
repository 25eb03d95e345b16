import { Injectable } from '@nestjs/common';
import { isCommonPassword } from './common-passwords';
import { isTrivialPassword } from './trivial-passwords';

const MIN_CODE_POINTS = 8;
/** A code point takes at most 4 bytes in UTF-8: hence never more than 512 bytes to hash. */
const MAX_CODE_POINTS = 128;
/** A name in a password is refused where this little stands beside it. */
const MAX_BESIDE_A_NAME = 4;
const MIN_NAME_LENGTH = 3;

/**
 * What a new password must be: long enough, not common, not the user's own name. No rules of composition (NIST SP
 * 800-63B-4 §3.1.1.2, OWASP ASVS 5.0 §6.2).
 */
@Injectable()
export class PasswordRules {
  /**
   * @returns what is wrong, one sentence each, to be shown at `/password`; empty when nothing is.
   */
  check(password: string, about: { readonly email?: string; readonly username?: string } = {}): string[] {
    const text = password.normalize('NFKC');
    const length = [...text].length;
    if (length < MIN_CODE_POINTS) return [`must have at least ${MIN_CODE_POINTS} characters`];
    if (length > MAX_CODE_POINTS) return [`must have at most ${MAX_CODE_POINTS} characters`];
    const lower = text.toLowerCase();
    if (isTrivialPassword(lower)) return ['must not be a run or a repetition of characters'];
    if (isCommonPassword(lower)) return ['is one of the most common passwords: choose another one'];
    return isOwnName(lower, about) ? ['must not be your e-mail address or your username'] : [];
  }
}

function isOwnName(password: string, { email, username }: { email?: string; username?: string }): boolean {
  const address = email?.trim().normalize('NFKC').toLowerCase() ?? '';
  const names = [address, address.split('@')[0]!, username?.trim().normalize('NFKC').toLowerCase() ?? ''];
  return names.some(
    (name) =>
      name.length >= MIN_NAME_LENGTH && password.includes(name) && password.length - name.length <= MAX_BESIDE_A_NAME,
  );
}
