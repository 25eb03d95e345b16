import { settingsFor } from '@countersign/config/testing';
import { testSealer } from '@countersign/crypto/testing';
import { Database, DatabaseSettings } from '@countersign/database';
import { type ConnectedTestDatabase, connectTestDatabase, Rendezvous } from '@countersign/database/testing';
import { describeFactorContract, factorEntities, FactorKit } from '@countersign/factors/testing';
import { FakeClock } from '@countersign/kernel/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { BrandSettings } from '@countersign/otp-delivery';
import { generateSync } from 'otplib';
import { DataSource, type EntityManager } from 'typeorm';
import { TotpEnrolmentGuard } from './enrolment.guard';
import { TotpNoStoreInterceptor } from './no-store.interceptor';
import { TotpIssuer } from './totp-issuer';
import { TotpSecret } from './totp-secret.entity';
import { TotpSecretRepository } from './totp-secret.repository';
import { TotpFactor } from './totp.factor';
import { TotpSettings } from './totp.settings';

const clock = new FakeClock();

function factorOn(db: ConnectedTestDatabase, database = db.database, rows = TotpSecretRepository): TotpFactor {
  const settings = settingsFor(TotpSettings);
  const secrets = new rows(database, db.dataSource.getRepository(TotpSecret));
  const issuer = new TotpIssuer(settings, settingsFor(BrandSettings, { APP_NAME: 'Acme: Ltd' }));
  return new TotpFactor(secrets, testSealer(), clock, issuer, new TotpEnrolmentGuard(settings), new TotpNoStoreInterceptor());
}

const codeOf = (secret: unknown) => generateSync({ secret: String(secret), epoch: clock.seconds() });

describeFactorContract('totp', async () => {
  const db = await connectTestDatabase([...factorEntities, TotpSecret]);
  const nowhere = new Database(new DataSource({ type: 'postgres' }), settingsFor(DatabaseSettings, { DATABASE_URL: db.url }), recordingLogger().logger);
  return {
    db,
    factor: factorOn(db),
    cutOff: factorOn(db, nowhere),
    setupInput: () => ({}),
    rightProof: ({ answer }) => ({ code: codeOf(answer.secret) }),
    wrongProof: () => ({ code: 'not six digits' }),
    expire: () => clock.advance(90),
    close: () => db.drop(),
  };
});

describe('TotpFactor', () => {
  let db: ConnectedTestDatabase;
  beforeAll(async () => {
    db = await connectTestDatabase([...factorEntities, TotpSecret]);
  });
  afterAll(() => db.drop());

  async function enrolled(rows = TotpSecretRepository) {
    const factor = factorOn(db, db.database, rows);
    const kit = new FactorKit(db, [factor]);
    const user = await kit.user();
    return { factor, kit, ...(await kit.enrol(user, 'totp', {})) };
  }

  /** One code 50 times at once, each with a challenge of its own: how many signed in. */
  async function oneCodeManyTimes(rows = TotpSecretRepository): Promise<number> {
    const { kit, user, answer } = await enrolled(rows);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => kit.open(user)));
    const proof = { code: codeOf(answer.secret) };
    const answers = await Promise.allSettled(tokens.map((token) => kit.answer(token, { proof })));
    return answers.filter(({ status }) => status === 'fulfilled').length;
  }

  it('takes one code, shown 50 times at once, once', async () => {
    expect(await oneCodeManyTimes()).toBe(1);
  });

  it('has a test that catches a step that is read first and written later', async () => {
    expect(await oneCodeManyTimes(NaiveSteps)).toBeGreaterThan(1);
  });

  it('keeps 160 bits, sealed and bound to their row', async () => {
    const { factor, method, answer } = await enrolled();
    expect(String(answer.secret)).toMatch(/^[A-Z2-7]{32}$/);
    const sql = 'select secret_sealed from totp_secrets where method_id = $1';
    const [{ secret_sealed: sealed }] = await db.dataSource.query(sql, [method.id]);
    expect(sealed).not.toContain(answer.secret);
    const other = await enrolled();
    await db.dataSource.query('update totp_secrets set secret_sealed = $2 where method_id = $1', [other.method.id, sealed]);
    await expect(factor.check(other.method, { code: codeOf(answer.secret) })).rejects.toThrow(/does not open/);
  });

  it('offers an otpauth URL in the Key URI format', async () => {
    const { answer, user } = await enrolled();
    const label = `Acme%20%20Ltd:${encodeURIComponent(user.email!)}`;
    expect(answer.otpauthUrl).toBe(`otpauth://totp/${label}?secret=${String(answer.secret)}&issuer=Acme%20%20Ltd`);
  });

  it('says of a spent code when the next one comes, and takes the code of the next step already', async () => {
    const { factor, method, answer } = await enrolled();
    const spent = { code: codeOf(answer.secret) };
    const step = Math.floor(clock.seconds() / 30);
    await db.database.transaction((tx) => factor.consume(method, step, tx));
    const left = (step + 1) * 30 - clock.seconds();
    expect(await factor.check(method, spent)).toMatchObject({ outcome: 'rejected', alreadyUsed: { retryAfter: left } });
    const next = { code: generateSync({ secret: String(answer.secret), epoch: (step + 1) * 30 }) };
    expect(await factor.check(method, next)).toMatchObject({ outcome: 'matched', evidence: step + 1 });
  });

  it('never goes back: the code of the step before a spent one is spent too', async () => {
    const { factor, method, answer } = await enrolled();
    const before = { code: codeOf(answer.secret) };
    clock.advance(30);
    await db.database.transaction((tx) => factor.consume(method, Math.floor(clock.seconds() / 30), tx));
    expect(await factor.check(method, before)).toMatchObject({ outcome: 'rejected', alreadyUsed: {} });
  });

  it('wants the secret of the setup where one is sent', async () => {
    const { factor, method, answer } = await enrolled();
    const proof = { code: codeOf(answer.secret) };
    expect(await factor.check(method, { ...proof, secret: 'A'.repeat(32) })).toMatchObject({ outcome: 'rejected' });
    expect(await factor.check(method, { ...proof, secret: String(answer.secret).toLowerCase() })).toMatchObject({ outcome: 'matched' });
  });
});

/** Asks whether the step is spent, waits until ten have asked, then spends it. */
class NaiveSteps extends TotpSecretRepository {
  private readonly others = new Rendezvous(10);

  override async useStepOnce(tx: EntityManager, methodId: string, step: number): Promise<boolean> {
    const [row] = await tx.query('select last_used_step from totp_secrets where method_id = $1', [methodId]);
    await this.others.meet();
    if (row.last_used_step !== null && Number(row.last_used_step) >= step) return false;
    await tx.query('update totp_secrets set last_used_step = $2 where method_id = $1', [methodId, step]);
    return true;
  }
}
