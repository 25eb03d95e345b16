/** A receiver may ask for a day at most; what asks for more is a mistake or a joke. */
const LONGEST_SECONDS = 86_400;

/** The seconds of a `Retry-After` header (RFC 9110 §10.2.3: seconds or a date); 0 for none, and for what is neither. */
export function retryAfterSeconds(header: string | undefined, nowSeconds: number): number {
  if (header === undefined) return 0;
  const isDate = / GMT$/.test(header);
  const seconds = isDate ? Date.parse(header) / 1_000 - nowSeconds : Number(/^\d{1,9}$/.exec(header)?.[0]);
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_SECONDS) : 0;
}
