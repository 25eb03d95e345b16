import { createHmac } from 'node:crypto';
import { Secret } from '@countersign/kernel';
import { equalInConstantTime } from './equal-in-constant-time';
import { keyedDigest } from './keyed-digest';

const key = new Secret('s'.repeat(64));

describe('keyedDigest', () => {
  it('is HMAC-SHA256 over the purpose and the parts with their lengths', () => {
    const message = Buffer.from('\0\0\0\x04code\0\0\0\x06123456', 'latin1');
    expect(keyedDigest(key, 'code', '123456')).toEqual(createHmac('sha256', 's'.repeat(64)).update(message).digest());
  });

  it('differs by key, purpose, parts and where they are cut', () => {
    const digests = [
      keyedDigest(key, 'code', 'ab', 'c'),
      keyedDigest(key, 'code', 'a', 'bc'),
      keyedDigest(key, 'codea', 'b', 'c'),
      keyedDigest(new Secret('t'.repeat(64)), 'code', 'ab', 'c'),
    ];
    expect(new Set(digests.map((digest) => digest.toString('hex'))).size).toBe(4);
  });
});

describe('equalInConstantTime', () => {
  it('compares texts and bytes', () => {
    expect(equalInConstantTime('123456', '123456')).toBe(true);
    expect(equalInConstantTime('123456', Buffer.from('123456'))).toBe(true);
    for (const other of ['123457', '12345', '1234567', '']) expect(equalInConstantTime('123456', other)).toBe(false);
  });
});
