import { parsePhoneNumberFromString, validatePhoneNumberLength, type PhoneNumber } from 'libphonenumber-js/max';

/** Shorter than their country's plan, yet long enough for one (ITU-T E.164 §6.2): plans grow faster than tables of them. */
const LONG_ENOUGH = 10;

/** A number as people write it, with its country code; null: it is none, or has no possible length. */
export function readPhoneNumber(text: string): PhoneNumber | null {
  const number = parsePhoneNumberFromString(text, { extract: false });
  if (!number || number.ext !== undefined) return null;
  return number.isPossible() || isNearlyPossible(number.number) ? number : null;
}

/** How many digits more or less than its plan says a number may have and still be put through. */
const STRETCH = 3;

/**
 * What kind of number it is. Where its plan does not know it, all kinds of those that begin alike and have a length that the
 * plan knows: networks pass on a digit too many, and a premium number with one still pays whoever owns it.
 */
export function kindsOf(number: PhoneNumber): string[] {
  const own = number.getType();
  if (own) return [own];
  const { number: e164 } = number;
  const near = Array.from({ length: 2 * STRETCH + 1 }, (_, at) => e164.slice(0, e164.length - STRETCH + at).padEnd(e164.length - STRETCH + at, '0'));
  return near.flatMap((text) => parsePhoneNumberFromString(text)?.getType() ?? []);
}

/** Calling code and last two digits: enough to know one's own number by. */
export function maskPhoneNumber(e164: string): string {
  const calling = parsePhoneNumberFromString(e164)?.countryCallingCode ?? '';
  const hidden = e164.length - 1 - calling.length - 2;
  return `+${calling}${'*'.repeat(Math.max(hidden, 4))}${e164.slice(-2)}`;
}

function isNearlyPossible(e164: string): boolean {
  return validatePhoneNumberLength(e164) === 'TOO_SHORT' && e164.length > LONG_ENOUGH;
}
