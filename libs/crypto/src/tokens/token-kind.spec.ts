import { Secret } from '@countersign/kernel';
import { TokenKind } from './token-kind';

const kind = new TokenKind('rt_', new Secret('a'.repeat(64)));

describe('TokenKind', () => {
  it('issues 32 random bytes after its prefix, and finds them by a digest of 32 bytes', () => {
    const { token, digest } = kind.issue();
    expect(token).toMatch(/^rt_[A-Za-z0-9_-]{43}$/);
    expect(digest).toHaveLength(32);
    expect(kind.digest(token)).toEqual(digest);
    expect(kind.issue().token).not.toBe(token);
  });

  it('gives other digests under another key and for another prefix', () => {
    const { token, digest } = kind.issue();
    expect(new TokenKind('rt_', new Secret('b'.repeat(64))).digest(token)).not.toEqual(digest);
    const other = new TokenKind('tt_', new Secret('a'.repeat(64)));
    expect(other.digest(token.replace('rt_', 'tt_'))).not.toEqual(digest);
  });

  it('takes no other form', () => {
    const { token } = kind.issue();
    const body = token.slice(3);
    const malformed = [
      ...[undefined, null, 7, {}, [token], '', 'rt_', body, `tt_${body}`, `RT_${body}`],
      ...[`${token}A`, token.slice(0, -1), ` ${token}`, `${token}\n`, `${token}=`],
      ...[`rt_${body.slice(0, -1)}B`, `rt_+${body.slice(1)}`],
    ];
    for (const text of malformed) expect(kind.digest(text)).toBeNull();
  });

  it('takes every token that it issues, whatever its last character', () => {
    for (let round = 0; round < 200; round += 1) expect(kind.digest(kind.issue().token)).not.toBeNull();
  });

  it('knows one successor of a token, of the same form', () => {
    const { token } = kind.issue();
    const next = kind.successor(token);
    expect(next).toEqual(kind.successor(token));
    expect(kind.digest(next.token)).toEqual(next.digest);
    expect(next.token).not.toBe(token);
    expect(next.token).not.toContain(kind.digest(token)!.toString('base64url'));
    expect(new TokenKind('rt_', new Secret('b'.repeat(64))).successor(token)).not.toEqual(next);
  });

  it('refuses a prefix that cannot be told from the rest', () => {
    for (const prefix of ['', 'a b', 'a.b', 'x'.repeat(33)]) {
      expect(() => new TokenKind(prefix, new Secret('a'))).toThrow('A token prefix');
    }
  });
});
