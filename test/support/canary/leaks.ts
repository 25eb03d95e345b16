import { marks } from './marks';

export interface Found {
  /** What of the text is in the wrong place. */
  readonly what: string;
  readonly where: string;
}

/** What stands nowhere in clear, whoever made it and whether a test saw it or not. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'a token': /(?:(?<![\w-])|%[\dA-F]{2})(?:[trd]t|ln|pk_(?:test|live))_[\w-]{43}(?![\w-])/,
  'an access token': /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20}/,
  // Six digits that are no part of a number, a name or a version: nothing but a code is written so.
  'a code': /(?<![\w.-])\d{6}(?![\w-]|\.\d)/,
};
/** Base64 and its costs: any six digits may stand in it. */
const HASH = /\$argon2[\w$=,+/-]+/g;
const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;

/** Every secret of the tests, and everything of a secret's form, in a text. */
export function leaksIn(where: string, whole: string): Found[] {
  const text = whole.replace(HASH, '');
  const { words, phrases } = marks();
  const marked = [...(text.match(/[\w-]{8,}/g) ?? []), ...(text.match(/\d{8,}/g) ?? [])].filter((word) => words.has(word));
  const written = [...phrases].filter((phrase) => text.includes(phrase));
  const formed = Object.entries(FORMS).flatMap(([what, form]) => (form.test(text) ? [what] : []));
  return [...new Set([...marked, ...written, ...formed])].map((what) => ({ what, where }));
}

export function addressesIn(where: string, text: string): Found[] {
  return (ADDRESS.exec(text) ?? []).map((what) => ({ what, where }));
}

/** Every text in a value, names of members too. Numbers are left out: a span of time is no code. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsOf(member)]);
}
