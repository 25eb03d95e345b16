import argon2 from 'argon2';
import { testCodeHasher } from '../test-crypto';

jest.setTimeout(30_000);

describe('CodeHasher', () => {
  const hasher = testCodeHasher({ ARGON2_MEMORY_COST: '65536' });
  afterAll(() => hasher.close());

  it('hashes many codes with one salt, each as Argon2id at the floor does, in their order', async () => {
    const salt = hasher.newSalt();
    const [one, two, again] = await hasher.hash(['AAAA', 'BBBB', 'AAAA'], salt);
    const floor = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1, raw: true } as const;
    expect(one).toEqual(await argon2.hash('AAAA', { ...floor, salt }));
    expect(two).not.toEqual(one);
    expect(again).toEqual(one);
  });

  it('gives another hash under another salt', async () => {
    const salts = [hasher.newSalt(), hasher.newSalt()];
    expect(salts.map((salt) => salt.length)).toEqual([16, 16]);
    const [one, other] = await Promise.all(salts.map((salt) => hasher.hash(['AAAA'], salt)));
    expect(other).not.toEqual(one);
  });

  it('takes the place that it was given, and gives it back', async () => {
    const places = testCodeHasher({ WORKER_MAX_THREADS: '1', WORKER_MAX_QUEUE: '1' });
    await places.withPlace(async (place) => {
      places.admit();
      expect(() => places.admit()).toThrow(expect.objectContaining({ code: 'service_unavailable' }));
      await places.hash(['AAAA'], places.newSalt(), place);
    });
    expect(() => places.admit()).not.toThrow();
    await places.close();
    await expect(places.hash(['AAAA'], places.newSalt())).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});
