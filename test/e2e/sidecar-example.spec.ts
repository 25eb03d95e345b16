import { startExampleApp, type ExampleApp } from '../support/example-app';
import { administrator, makeKey } from '../support/keys';
import { sharedSuite } from '../support/shared-suite';
import type { Suite } from '../support/suite';
import { currentStep, fromBase32, hotp, totp, wrongCodes } from '../support/totp';

let suite: Suite;
let app: ExampleApp;
let call: ExampleApp['call'];

beforeAll(async () => {
  suite = await sharedSuite();
  const { api } = await suite.start('api');
  const admin = await administrator(api, suite);
  const { apiKey } = await makeKey(api, admin.token, { scopes: ['user:write', '2fa:read', '2fa:write', '2fa:verify'] });
  app = await startExampleApp({ COUNTERSIGN_URL: api.baseUrl, COUNTERSIGN_API_KEY: apiKey, COUNTERSIGN_WEBHOOK_SECRET: `whsec_${'A'.repeat(43)}=` });
  ({ call } = app);
}, 60_000);
afterAll(() => app?.stop());

describe('an application with users and passwords of its own', () => {
  it('has the second factor from Countersign', async () => {
    const ada = { name: 'ada', password: 'a secret of ours' };
    const { session } = await call('POST /signup', ada);
    expect(await call('POST /login', ada)).toMatchObject({ status: 200, session: expect.any(String) });

    const { secret = '', qrCode } = await call('POST /two-factor/setup', {}, session);
    expect(qrCode).toMatch(/^data:image\/png;base64,/);
    expect(await call('POST /two-factor/confirm', { code: '000000' }, session)).toMatchObject({ status: 400, code: 'invalid_code' });
    const code = hotp(fromBase32(secret), currentStep());
    expect((await call('POST /two-factor/confirm', { code }, session)).backupCodes).toHaveLength(10);

    expect(await call('POST /login', { ...ada, password: 'wrong' })).toMatchObject({ status: 401 });
    const asked = await call('POST /login', ada);
    expect(asked).toMatchObject({ status: 200, needsCode: true, codeSent: false, methods: [{ type: 'totp', label: 'Phone' }] });
    expect(asked.session).toBeUndefined();
    const { challengeId } = asked;
    expect(await call('POST /login/code', { challengeId, code: wrongCodes(secret)[0] })).toMatchObject({ status: 400, code: 'invalid_code' });
    const signedIn = await call('POST /login/code', { challengeId, code: totp(secret, 1), trustDevice: true });
    expect(await call('GET /me', undefined, signedIn.session)).toMatchObject({ name: 'ada', hasTwoFactors: true });
    expect(await call('POST /login/code', { challengeId, code: totp(secret, 1) })).toMatchObject({ status: 401 });

    const again = await call('POST /login', { ...ada, deviceToken: signedIn.deviceToken });
    expect(again).toMatchObject({ status: 200, session: expect.any(String), deviceToken: expect.stringMatching(/^dt_/) });
    expect(await call('POST /account/delete', {}, again.session)).toMatchObject({ deleted: true });
    expect(await suite.query(`select 1 from users where external_id is not null and two_factor_enabled and email is null and id in (select user_id from audit_log where type = 'user.deleted')`)).toEqual([]);
  });

  it('believes no message that Countersign has not signed', async () => {
    expect(await call('POST /hooks', { type: '2fa.disabled', data: { userId: 'x' } })).toMatchObject({ status: 401, code: 'not_signed' });
  });
});
