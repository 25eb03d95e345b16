import { testSealer } from '../test-crypto';
import { SealingFault } from './sealing-fault';

const key = (fill: string) => Buffer.alloc(32, fill).toString('base64');
const place = { table: 'totp_secrets', column: 'secret', row: 'r1', user: 'u1' };

describe('Sealer', () => {
  const sealer = testSealer();
  const sealed = sealer.seal('totp.secret', place, 'JBSWY3DPEHPK3PXP');

  it('opens what it sealed, and nothing of it can be read before', () => {
    expect(sealed).toMatch(/^v1\.test\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed.split('.')[2]!, 'base64url').toString('latin1')).not.toContain('JBSWY');
    expect(sealer.open('totp.secret', place, sealed)).toBe('JBSWY3DPEHPK3PXP');
    expect(sealer.open('x', place, sealer.seal('x', place, ''))).toBe('');
    expect(sealer.open('x', place, sealer.seal('x', place, 'grüße 👋'))).toBe('grüße 👋');
  });

  it('seals the same text differently each time', () => {
    expect(sealer.seal('totp.secret', place, 'JBSWY3DPEHPK3PXP')).not.toBe(sealed);
  });

  it.each([
    ['table', { ...place, table: 'webhooks' }],
    ['column', { ...place, column: 'other' }],
    ['row', { ...place, row: 'r2' }],
    ['user', { ...place, user: 'u2' }],
    ['boundary between row and user', { ...place, row: 'r1u', user: '1' }],
  ])('does not open in another %s', (_what, elsewhere) => {
    expect(() => sealer.open('totp.secret', elsewhere, sealed)).toThrow(SealingFault);
  });

  it('does not open for another purpose', () => {
    expect(() => sealer.open('webhook.secret', place, sealed)).toThrow(SealingFault);
  });

  it('refuses every changed character, a cut text and other forms', () => {
    const start = 'v1.test.'.length;
    const changed = [...sealed].slice(start).map((letter, at) => {
      const other = letter === 'A' ? 'Q' : 'A';
      return `${sealed.slice(0, start + at)}${other}${sealed.slice(start + at + 1)}`;
    });
    const forms = ['', 'v1', 'v1.test.', sealed.slice(0, -4), `${sealed}A`, `${sealed}=`, sealed.replace('v1', 'v2')];
    for (const text of [...changed, ...forms]) {
      expect(() => sealer.open('totp.secret', place, text)).toThrow(SealingFault);
    }
  });

  it('names the place of a fault and no value', () => {
    const open = () => sealer.open('totp.secret', { ...place, user: 'u2' }, sealed);
    expect(open).toThrow('The sealed value in totp_secrets.secret of row r1 does not open');
    expect(open).not.toThrow(sealed.slice(8, 20));
  });

  it('opens values of older keys after a rotation, and none of a key that is gone', () => {
    const before = testSealer({ ENCRYPTION_KEYS: `k1:${key('one')}` });
    const after = testSealer({ ENCRYPTION_KEYS: `k2:${key('two')}, k1:${key('one')}` });
    const later = testSealer({ ENCRYPTION_KEYS: `k2:${key('two')}` });
    const old = before.seal('p', place, 'kept');
    expect(after.open('p', place, old)).toBe('kept');
    expect(after.seal('p', place, 'new')).toMatch(/^v1\.k2\./);
    expect(() => later.open('p', place, old)).toThrow('its key "k1" is not in ENCRYPTION_KEYS');
  });

  it('does not open under another key that took over the kid', () => {
    const old = testSealer({ ENCRYPTION_KEYS: `k1:${key('one')}` }).seal('p', place, 'kept');
    expect(() => testSealer({ ENCRYPTION_KEYS: `k1:${key('two')}` }).open('p', place, old)).toThrow(SealingFault);
  });
});
