import { PasswordRules } from './password-rules';

describe('PasswordRules', () => {
  const rules = new PasswordRules();
  const about = { email: 'Margaret.Hill@example.org', username: 'margaret' };

  it.each([
    ['the password of the examples', 'SecurePass123!'],
    ['a sentence', 'correct horse battery staple'],
    ['eight characters', 'x7Kd-pQz'],
    ['128 code points', '🔒'.repeat(2) + 'ab3'.repeat(42)],
    ['a name with enough beside it', 'margaret likes trains'],
    ['a common word inside another', 'the-password-is-long'],
  ])('takes %s', (_case, password) => expect(rules.check(password, about)).toEqual([]));

  it.each([
    ['seven characters', 'x7Kd-pQ', 'at least 8'],
    ['seven code points in more units', '🔒🔑🔒🔑🔒🔑🔒', 'at least 8'],
    ['129 characters', 'ab3'.repeat(43), 'at most 128'],
    ['more than 512 bytes', '🔒🔑🗝🔏'.repeat(32) + '🔒', 'at most'],
    ['what is too long once normalised', 'ﷺ'.repeat(20), 'at most'],
    ['a common password', 'Password1!', 'common'],
    ['another in wide letters', 'ｐａｓｓｗｏｒｄ１', 'common'],
    ['a word and a year', 'Summer2026!', 'common'],
    ['a keyboard row', 'QwertyUiop', 'run'],
    ['digits downwards', '9876543210', 'run'],
    ['one letter', 'zzzzzzzzzz', 'run'],
    ['a repeated piece', 'abc1abc1abc1', 'run'],
    ['the e-mail address', 'margaret.hill@EXAMPLE.org', 'e-mail'],
    ['its local part', 'Margaret.Hill', 'e-mail'],
    ['the username and a little', 'Margaret123!', 'e-mail'],
  ])('refuses %s', (_case, password, words) => {
    const faults = rules.check(password, about);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(words);
  });

  it('judges the normalised form, as the hash does', () => {
    expect(rules.check('ﬀ'.repeat(4) + '1')[0]).toBeUndefined();
    expect(rules.check('e\u0301'.repeat(4) + 'xyz')[0]).toContain('at least 8');
  });
});
