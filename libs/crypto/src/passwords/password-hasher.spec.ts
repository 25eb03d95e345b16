import { recordingLogger } from '@countersign/observability/testing';
import { testHasher } from '../test-crypto';

const key = (fill: string) => Buffer.alloc(32, fill).toString('base64');
const peppered = { PASSWORD_PEPPERS: `p1:${key('one')}` };
const rotated = { PASSWORD_PEPPERS: `p2:${key('two')},p1:${key('one')}` };

jest.setTimeout(30_000);

describe('PasswordHasher', () => {
  const plain = testHasher();
  const { logger, lines } = recordingLogger('trace', { SLOW_OPERATION_MS: '60000' });
  const one = testHasher(peppered, logger);
  const two = testHasher(rotated);
  afterAll(() => Promise.all([plain, one, two].map((hasher) => hasher.close())));

  it('makes an Argon2id hash with the parameters of the settings and a salt of its own', async () => {
    const [first, second] = await Promise.all([plain.hash('correct horse'), plain.hash('correct horse')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(second).not.toBe(first);
  });

  it('knows the right password from a wrong one', async () => {
    const stored = await plain.hash('correct horse');
    await expect(plain.verify(stored, 'correct horse')).resolves.toEqual({ matches: true, needsRehash: false });
    await expect(plain.verify(stored, 'correct horse ')).resolves.toEqual({ matches: false, needsRehash: false });
  });

  it('takes two spellings of one text for the same (NFKC)', async () => {
    const stored = await plain.hash('ﬁancée Ω');
    await expect(plain.verify(stored, 'fiance\u0301e \u2126')).resolves.toMatchObject({ matches: true });
  });

  it('answers false for an unknown user', async () => {
    await expect(plain.verify(null, 'anything')).resolves.toEqual({ matches: false, needsRehash: false });
  });

  it.each([
    ['', 'nothing'],
    ['$2b$10$abcdefghijklmnopqrstuv', 'bcrypt'],
    ['$argon2id$v=19$m=999999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc', 'a terabyte'],
    ['gone$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc', 'a lost pepper'],
  ])('answers false for a stored "%s" (%s), after a full hash, and says so without the value', async (stored) => {
    lines.length = 0;
    await expect(one.verify(stored, 'anything')).resolves.toEqual({ matches: false, needsRehash: false });
    expect(lines).toEqual([expect.objectContaining({ level: 'warn' })]);
    expect(JSON.stringify(lines)).not.toMatch(/\$2b|999999|c29tZXNhbHQ/);
  });

  it('keeps the pepper’s kid and asks for a new hash when the active pepper changes', async () => {
    const stored = await one.hash('correct horse');
    expect(stored).toMatch(/^p1\$argon2id\$/);
    await expect(one.verify(stored, 'correct horse')).resolves.toEqual({ matches: true, needsRehash: false });
    await expect(two.verify(stored, 'correct horse')).resolves.toEqual({ matches: true, needsRehash: true });
    const bare = await plain.hash('correct horse');
    await expect(two.verify(bare, 'correct horse')).resolves.toEqual({ matches: true, needsRehash: true });
  });

  it('hashes nothing that matches without the pepper', async () => {
    const stored = await one.hash('correct horse');
    await expect(plain.verify(stored.replace('p1', ''), 'correct horse')).resolves.toMatchObject({ matches: false });
  });
});

describe('PasswordHasher at the cost of production', () => {
  const hasher = testHasher({ ARGON2_MEMORY_COST: '65536' });
  afterAll(() => hasher.close());

  it('verifies a string that the reference implementation made (phc-winner-argon2, src/test.c)', async () => {
    const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    await expect(hasher.verify(reference, 'password')).resolves.toEqual({ matches: true, needsRehash: false });
    await expect(hasher.verify(reference, 'Password')).resolves.toEqual({ matches: false, needsRehash: false });
  });

  it('asks for a new hash when the stored one was cheaper', async () => {
    const cheaper = testHasher();
    const stored = await cheaper.hash('correct horse');
    await cheaper.close();
    await expect(hasher.verify(stored, 'correct horse')).resolves.toEqual({ matches: true, needsRehash: true });
  });
});
