/**
 * Texts as bytes, each after its length in 4 bytes, so that no two lists give the same bytes: without the lengths
 * ["ab", "c"] and ["a", "bc"] would.
 */
export function lengthPrefixed(parts: readonly string[]): Buffer {
  const pieces = parts.flatMap((part) => {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(pieces);
}
