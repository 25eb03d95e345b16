import { testCryptoSettings } from '../test-crypto';
import { RingDigests } from './ring-digests';

const keyOf = (byte: number) => Buffer.from(Array.from({ length: 32 }, (_, index) => (byte + index) % 256)).toString('base64');
const ring = (...entries: [string, number][]) =>
  new RingDigests(testCryptoSettings({ ENCRYPTION_KEYS: entries.map(([kid, byte]) => `${kid}:${keyOf(byte)}`).join(',') }));

describe('RingDigests', () => {
  it('finds under a longer ring what an older one made, and makes new ones under its first key', () => {
    const [old] = ring(['k1', 1]).of('spec', 'secret');
    const [active, ...older] = ring(['k2', 2], ['k1', 1]).of('spec', 'secret');
    expect(older).toEqual([old]);
    expect(active).not.toEqual(old);
    expect(active).toEqual(ring(['k2', 2]).of('spec', 'secret')[0]);
    expect(active).toHaveLength(32);
  });

  it('has keys of its own for each purpose', () => {
    expect(ring(['k1', 1]).of('one', 'secret')).not.toEqual(ring(['k1', 1]).of('other', 'secret'));
  });
});
