import { settingsFor } from '@countersign/config/testing';
import { Database, DatabaseSettings } from '@countersign/database';
import { connectTestDatabase } from '@countersign/database/testing';
import { describeFactorContract, factorEntities, startFactorsApp, type FactorsApp } from '@countersign/factors/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { DataSource } from 'typeorm';
import { OtpModule } from './otp.module';
import { otpBench, someAddress, someNumber } from './testing/otp-bench';

const KINDS = [
  { kind: 'sms', setupInput: () => ({ phoneNumber: someNumber() }) },
  { kind: 'email', setupInput: () => ({ email: someAddress() }) },
] as const;

describe.each(KINDS)('$kind', ({ kind, setupInput }) => {
  describeFactorContract(kind, async () => {
    const db = await connectTestDatabase(factorEntities);
    const nowhere = new Database(new DataSource({ type: 'postgres' }), settingsFor(DatabaseSettings, { DATABASE_URL: db.url }), recordingLogger().logger);
    const bench = otpBench(db.database);
    return {
      db,
      factor: bench[kind],
      cutOff: otpBench(nowhere)[kind],
      setupInput,
      rightProof: ({ method }) => ({ code: bench.codeFor(method) }),
      wrongProof: () => ({ code: 'not six digits' }),
      expire: async ({ method }) => {
        await db.dataSource.query('update codes set expires_at = now() where method_id = $1', [method.id]);
      },
      close: () => db.drop(),
    };
  });
});

describe('without a transport', () => {
  let app: FactorsApp;
  beforeAll(async () => {
    app = await startFactorsApp([OtpModule]);
  });
  afterAll(() => app?.close());

  it('setup says so with 503, and nothing is pending', async () => {
    const ada = await app.person();
    for (const kind of ['sms', 'email']) {
      expect(await ada.call('POST', `/${kind}/setup`, {})).toMatchObject({ status: 503, code: 'channel_unavailable', retryAfter: 3600 });
      expect(await ada.call('POST', `/${kind}/verify-setup`, { code: '123456' })).toMatchObject({ status: 503, code: 'channel_unavailable' });
    }
    expect(await app.sql('select 1 from two_factor_methods where user_id = $1', [ada.user.id])).toEqual([]);
  });
});
