import { randomCrockford, randomDigits } from './random-codes';

/** Pearson's chi-squared statistic of how often each symbol came. */
function chiSquared(text: string, symbols: string): number {
  const expected = text.length / symbols.length;
  const counts = new Map([...symbols].map((symbol) => [symbol, 0]));
  for (const symbol of text) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('random codes', () => {
  it('are digits, zeros in front included, of the length asked for', () => {
    const codes = Array.from({ length: 500 }, () => randomDigits(6));
    for (const code of codes) expect(code).toMatch(/^\d{6}$/);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
    expect(new Set(codes).size).toBeGreaterThan(490);
  });

  it('are characters of Crockford’s alphabet', () => {
    expect(randomCrockford(12)).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(randomCrockford(1)).toHaveLength(1);
  });

  // Bounds that a fair source passes all but once in 10^9 runs (9 and 31 degrees of freedom).
  it('favour no symbol', () => {
    const digits = Array.from({ length: 1000 }, () => randomDigits(64)).join('');
    const letters = Array.from({ length: 1000 }, () => randomCrockford(64)).join('');
    expect(chiSquared(digits, '0123456789')).toBeLessThan(60);
    expect(chiSquared(letters, CROCKFORD)).toBeLessThan(110);
  });

  it.each([0, -1, 1.5, NaN, 129])('refuse a length of %s rather than give an empty code', (length) => {
    expect(() => randomDigits(length)).toThrow(RangeError);
    expect(() => randomCrockford(length)).toThrow(RangeError);
  });
});
