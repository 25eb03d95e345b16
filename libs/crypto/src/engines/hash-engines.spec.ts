import { argon2Engine } from './argon2.engine';
import type { HashEngine } from './hash-engine';
import { loadEngine } from './load-engine';
import { nodeRsEngine } from './node-rs.engine';

const FLOOR = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const password = Buffer.from('correct horse');

/** The test vectors of the reference implementation (phc-winner-argon2, src/test.c) for Argon2id, version 19. */
const VECTORS = [
  { cost: { memoryCost: 256, timeCost: 2, parallelism: 1 }, hash: '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe' },
  { cost: { memoryCost: 256, timeCost: 2, parallelism: 2 }, hash: '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037' },
  { cost: { memoryCost: 65_536, timeCost: 2, parallelism: 1 }, hash: '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7' },
];

describe.each([
  ['argon2', argon2Engine],
  ['node-rs', nodeRsEngine],
])('the engine %s', (name, open) => {
  let engine: HashEngine;
  beforeAll(async () => {
    engine = await open();
  });

  it('says its name', () => expect(engine.name).toBe(name));

  it.each(VECTORS)('computes the reference $cost.memoryCost KiB, $cost.parallelism lanes', async ({ cost, hash }) => {
    const raw = await engine.hashRaw(Buffer.from('password'), Buffer.from('somesalt'), cost);
    expect(Buffer.from(raw).toString('hex')).toBe(hash);
  });

  it('makes PHC strings with a salt of 16 bytes, another each time', async () => {
    const [one, other] = [await engine.hash(password, FLOOR), await engine.hash(password, FLOOR)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
  });

  it.each([
    ['argon2', argon2Engine],
    ['node-rs', nodeRsEngine],
  ])('reads what %s wrote', async (_, openOther) => {
    const stored = await (await openOther()).hash(password, { ...FLOOR, parallelism: 2 });
    await expect(engine.verify(stored, password)).resolves.toBe(true);
    await expect(engine.verify(stored, Buffer.from('correct horsf'))).resolves.toBe(false);
  });

  it('takes any bytes, as a pepper makes them', async () => {
    const bytes = Buffer.from('ff00c328fe', 'hex');
    const stored = await engine.hash(bytes, FLOOR);
    await expect(engine.verify(stored, bytes)).resolves.toBe(true);
    await expect(engine.verify(stored, Buffer.from('ff00c328ff', 'hex'))).resolves.toBe(false);
  });

  it('does not take another text for a hash', async () => {
    await expect(engine.verify('$2b$10$abcdefghijklmnopqrstuv', password)).resolves.toBe(false);
  });
});

describe('the choice of an engine', () => {
  it('takes the one that is named, and of itself the faster one', async () => {
    const names = await Promise.all((['argon2', 'node-rs', 'auto'] as const).map(async (choice) => (await loadEngine(choice)).name));
    expect(names).toEqual(['argon2', 'node-rs', 'node-rs']);
  });

  it('falls back to argon2 where the faster one was not built for, unless that one was asked for', async () => {
    const missing = () => Promise.reject(new Error('Cannot find native binding'));
    await expect(loadEngine('auto', missing)).resolves.toMatchObject({ name: 'argon2' });
    await expect(loadEngine('node-rs', missing)).rejects.toThrow('native binding');
  });
});
