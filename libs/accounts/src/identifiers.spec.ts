import { nameToGreet, normaliseEmail, normaliseUsername, USERNAME_PATTERN } from './identifiers';

describe('identifiers', () => {
  it('compares addresses trimmed, composed and without regard to case', () => {
    expect(normaliseEmail('  Jose\u0301@Example.ORG ')).toBe('jos\u00e9@example.org');
  });

  it('keeps apart what only looks alike', () => {
    expect(normaliseEmail('ａ@example.org')).not.toBe('a@example.org');
  });

  it('takes the two spellings of a domain for one mailbox, and leaves all else as it is', () => {
    const twins = ['jo@bücher.de', 'Jo@xn--bcher-kva.de', 'jo@XN--BCHER-KVA.DE', 'jo@BU\u0308CHER.de'];
    expect(new Set(twins.map(normaliseEmail))).toEqual(new Set(['jo@xn--bcher-kva.de']));
    for (const same of ['jo@[127.0.0.1]', 'jo@1.2.3', 'jo@xn--a', 'xn--bcher-kva@example.org', 'jö@example.org']) expect(normaliseEmail(same)).toBe(same);
    expect(normaliseEmail('jo@faß.de')).not.toBe(normaliseEmail('jo@fass.de'));
  });

  it('greets by name at an address that is verified, and never by what may become a link', () => {
    const greeted = (username: string | null, emailVerified = true) => nameToGreet({ username, emailVerified });
    expect([greeted('eve_1-x'), greeted('eve', false), greeted(null)]).toEqual(['eve_1-x', null, null]);
    for (const name of ['win-prize.example.co', 'a.b', 'a@b', '<b>', 'http://x', 'a b', 'ａ．ｂ', 'a。b']) expect(greeted(name)).toBeNull();
  });

  it('compares usernames without regard to case', () => expect(normaliseUsername('Jo.Doe')).toBe('jo.doe'));

  it.each(['abc', 'A.b_c-9', 'x'.repeat(32)])('takes %s', (name) => expect(name).toMatch(USERNAME_PATTERN));
  it.each(['ab', 'x'.repeat(33), 'a@b', 'a b', 'äbc', 'abc\n', ''])('refuses %j', (name) =>
    expect(name).not.toMatch(USERNAME_PATTERN),
  );
});
