import { startFactorsApp, type FactorsApp } from '@countersign/factors/testing';
import { generateSync } from 'otplib';
import { PNG } from 'pngjs';
import decodeQR from 'qr/decode.js';
import { TotpModule } from './totp.module';

describe('enrolling an authenticator app over HTTP', () => {
  let app: FactorsApp;
  beforeAll(async () => {
    app = await startFactorsApp([TotpModule], { TOTP_ISSUER: 'Acme' });
  });
  afterAll(() => app?.close());

  const codeAt = (secret: unknown, steps = 0) => generateSync({ secret: String(secret), epoch: Math.floor(Date.now() / 1000) + steps * 30 });

  it('shows the secret once, as text, as URL and as a picture; the code that confirms is spent', async () => {
    const ada = await app.person();
    const offered = await ada.call('POST', '/totp/setup', {});
    expect(offered).toMatchObject({ status: 200, cacheControl: 'no-store' });
    expect(Object.keys(offered.data!)).toEqual(['methodId', 'secret', 'otpauthUrl', 'qrCode', 'expiresIn']);
    const { secret, otpauthUrl, qrCode } = offered.data!;
    const { width, height, data } = PNG.sync.read(Buffer.from(String(qrCode).split(',')[1]!, 'base64'));
    expect(decodeQR({ width, height, data })).toBe(otpauthUrl);
    expect(otpauthUrl).toMatch(new RegExp(`^otpauth://totp/Acme:.*[?&]secret=${String(secret)}`));

    const another = await ada.call('POST', '/totp/verify-setup', { code: codeAt(secret), secret: 'A'.repeat(32) });
    expect(another).toMatchObject({ status: 400, code: 'invalid_code', attemptsRemaining: 8 });
    const code = codeAt(secret).replace(/(...)/, '$1 ');
    const confirmed = await ada.call('POST', '/totp/verify-setup', { code, secret });
    expect(confirmed).toMatchObject({ status: 200, data: { method: { type: 'totp', isDefault: true }, twoFactorEnabled: true } });
    expect(confirmed.data!.nextCodeInSeconds).toBeLessThanOrEqual(31);
    const [{ last_used_step: step }] = await app.sql('select last_used_step from totp_secrets where user_id = $1', [ada.user.id]);
    expect(Math.abs(Number(step) - Math.floor(Date.now() / 30_000))).toBeLessThanOrEqual(1);
  });
});
