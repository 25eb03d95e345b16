/** What stands in place of a value that nobody needs to see, not even here. */
export type Hidden = 'sealed' | 'digest' | 'hidden';

/** These types hold no secret, whatever the column is called: `password_changed_at`, `refresh_count`. */
const HARMLESS = /^(uuid|boolean|smallint|integer|bigint|numeric|real|double precision|date|timestamp)/;
const WORDS: readonly (readonly [Hidden, RegExp])[] = [
  ['sealed', /(^|_)sealed(_|$)/],
  ['digest', /(^|_)(digest|hash|mac|hmac|salt)(_|$)/],
  ['hidden', /(^|_)(secret|token|password|pepper|codes?|proof|evidence|private)(_|$)/],
];

/**
 * Whether the values of a column are never shown, said by its type and name: what is bytes is a digest (the house keeps nothing
 * else as bytes), and what is sealed, hashed or secret says so in its name. Undefined: they are shown, but for `hiddenValue`.
 */
export function hiddenColumn({ name, type }: { readonly name: string; readonly type: string }): Hidden | undefined {
  if (HARMLESS.test(type)) return undefined;
  if (type.startsWith('bytea')) return 'digest';
  return WORDS.find(([, form]) => form.test(name))?.[0];
}

const FORMS: readonly (readonly [Hidden, RegExp])[] = [
  // Sealed form of crypto: v1.<kid>.<base64url of at least nonce and tag>.
  ['sealed', /\bv1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{38,}/],
  // Any PHC string, so that a password hash is one wherever it stands.
  ['digest', /\$(argon2(id|i|d)|scrypt|pbkdf2[\w-]*|2[aby])\$/],
  // Our tokens, API keys behind whatever prefix the operator gave them, JWTs, and digests in hexadecimal or base64.
  ['hidden', /\b(tt|rt|dt|ln|pk)_[A-Za-z0-9_-]{16,}|\b(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{43,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.|\\x[0-9a-f]{32,}|\b[0-9a-f]{64,}\b|\b[A-Za-z0-9_-]{43}\b/],
];

/** The same of one value by its own form, should it stand where nobody expects it: in free text, in JSON. */
export function hiddenValue(text: string): Hidden | undefined {
  return FORMS.find(([, form]) => form.test(text))?.[0];
}
