import { parsePhoneNumberFromString, validatePhoneNumberLength, type PhoneNumber } from 'libphonenumber-js/max';

/** Shorter than their country's plan, yet long enough for one (ITU-T E.164 §6.2): plans grow faster than tables of them. */
const LONG_ENOUGH = 10;

/** A number as people write it, with its country code; null: it is none, or has no possible length. */
export function readPhoneNumber(text: string): PhoneNumber | null {
  const number = parsePhoneNumberFromString(text, { extract: false });
  if (!number || number.ext !== undefined) return null;
  return number.isPossible() || isNearlyPossible(number.number) ? number : null;
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
