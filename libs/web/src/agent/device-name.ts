import * as Bowser from 'bowser';

const MAX_CHARACTERS = 64;
const UNNAMED = 'Unnamed device';

/** What is printed as nothing, breaks a line or turns the direction of writing (Unicode: control, format, separators). */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** What a user calls a device, as one line of at most 64 characters; empty when nothing is left. */
export function cleanDeviceName(text: string): string {
  const line = text.replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim();
  return [...line].slice(0, MAX_CHARACTERS).join('').trim();
}

/** A name for a device that was given none: "Firefox on Linux", or the first product that an app names (RFC 9110 §10.1.5). */
export function deviceNameOf(userAgent: string | null): string {
  if (!userAgent) return UNNAMED;
  const { browser, os } = Bowser.parse(userAgent);
  const [product] = userAgent.split(/[/(]/, 1);
  const words = [browser.name || product, os.name].filter(Boolean);
  return cleanDeviceName(words.join(' on ')) || UNNAMED;
}
