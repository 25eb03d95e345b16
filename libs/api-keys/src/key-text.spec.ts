import { keyPrefixOf, newKey, newKeyPrefix } from './key-text';

/** As a scanner for leaked secrets would look for it. */
const PATTERN = /\bpk_(?:live|test)_[0-9A-Za-z]{60}\b/g;

describe('the text of a key', () => {
  it('is found in other text by its form', () => {
    const key = newKey(newKeyPrefix('pk_live_'));
    expect(`curl -H "X-API-Key: ${key}" https://example.org`.match(PATTERN)).toEqual([key]);
  });

  it('shows its prefix and nothing of its secret', () => {
    const keyPrefix = newKeyPrefix('pk_test_');
    expect(keyPrefix).toMatch(/^pk_test_[0-9A-Za-z]{11}$/);
    const [one, other] = [newKey(keyPrefix), newKey(keyPrefix)];
    expect([keyPrefixOf(one), keyPrefixOf(other), one === other]).toEqual([keyPrefix, keyPrefix, false]);
  });

  it('has check characters that other programs compute the same', () => {
    // CRC-32 (ISO 3309) of the text before them, in base 62: 0x4f1d6ed7 of these 62 characters.
    const body = `pk_test_${'A'.repeat(11)}${'z'.repeat(43)}`;
    const table = Array.from({ length: 256 }, (_, byte) => Array(8).fill(0).reduce((sum: number) => (sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1), byte));
    const sum = ~[...Buffer.from(body)].reduce((crc, byte) => (crc >>> 8) ^ table[(crc ^ byte) & 255]!, -1) >>> 0;
    const digits = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
    const check = [5, 4, 3, 2, 1, 0].map((power) => digits[Math.floor(sum / 62 ** power) % 62]).join('');
    expect(keyPrefixOf(body + check)).toBe(body.slice(0, 19));
  });

  it('is refused with one character changed, dropped, added or swapped', () => {
    const key = newKey(newKeyPrefix('pk_live_'));
    const other = (char: string) => (char === 'a' ? 'b' : 'a');
    const changed = [...key].map((char, at) => key.slice(0, at) + other(char) + key.slice(at + 1));
    for (const text of [...changed, key.slice(1), key.slice(0, -1), `${key}a`, ` ${key}`, `${key}\n`, key.toUpperCase(), '', 'pk_live_']) {
      expect([text, keyPrefixOf(text)]).toEqual([text, null]);
    }
  });
});
