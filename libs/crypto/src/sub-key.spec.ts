import { createHmac } from 'node:crypto';
import { lengthPrefixed } from './length-prefixed';
import { subKey } from './sub-key';

describe('subKey', () => {
  it('is HKDF-SHA256 (RFC 5869) with an empty salt and the use as info', () => {
    const master = Buffer.alloc(32, 7);
    const info = Buffer.from('\0\0\0\x0bcountersign\0\0\0\x04seal', 'latin1');
    const extracted = createHmac('sha256', Buffer.alloc(32)).update(master).digest();
    const expanded = createHmac('sha256', extracted).update(info).update(Buffer.from([1])).digest();
    expect(subKey(master, 'seal').export()).toEqual(expanded);
  });

  it('gives each use its own key', () => {
    expect(subKey('m', 'a', 'b').export()).not.toEqual(subKey('m', 'ab').export());
  });
});

describe('lengthPrefixed', () => {
  it('tells lists apart whose texts run together alike', () => {
    const lists = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], []];
    expect(new Set(lists.map((list) => lengthPrefixed(list).toString('hex'))).size).toBe(lists.length);
  });

  it('counts bytes, not characters', () => {
    expect(lengthPrefixed(['é']).toString('hex')).toBe('00000002c3a9');
  });
});
