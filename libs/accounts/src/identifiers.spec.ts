import { normaliseEmail, normaliseUsername, USERNAME_PATTERN } from './identifiers';

describe('identifiers', () => {
  it('compares addresses trimmed, composed and without regard to case', () => {
    expect(normaliseEmail('  Jose\u0301@Example.ORG ')).toBe('jos\u00e9@example.org');
  });

  it('keeps apart what only looks alike', () => {
    expect(normaliseEmail('ａ@example.org')).not.toBe('a@example.org');
  });

  it('compares usernames without regard to case', () => expect(normaliseUsername('Jo.Doe')).toBe('jo.doe'));

  it.each(['abc', 'A.b_c-9', 'x'.repeat(32)])('takes %s', (name) => expect(name).toMatch(USERNAME_PATTERN));
  it.each(['ab', 'x'.repeat(33), 'a@b', 'a b', 'äbc', 'abc\n', ''])('refuses %j', (name) =>
    expect(name).not.toMatch(USERNAME_PATTERN),
  );
});
