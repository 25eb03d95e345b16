import { settingsFor } from '@countersign/config/testing';
import { Database, DatabaseSettings } from '@countersign/database';
import { type ConnectedTestDatabase, connectTestDatabase } from '@countersign/database/testing';
import { describeFactorContract, factorEntities, FactorKit, startFactorsApp, testOrigin, type FactorsApp } from '@countersign/factors/testing';
import { newId } from '@countersign/kernel';
import { recordingLogger } from '@countersign/observability/testing';
import { DataSource } from 'typeorm';
import { otpMetrics } from './otp.metrics';
import { OtpModule } from './otp.module';
import { enrolledOn, otpBench, someAddress, someNumber } from './testing/otp-bench';

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

describe('codes', () => {
  let db: ConnectedTestDatabase;
  beforeAll(async () => {
    db = await connectTestDatabase(factorEntities);
  });
  afterAll(() => db.drop());

  it('are withheld from numbers that are not served, at setup and at a log-in, and the trail says why', async () => {
    const one = await enrolledOn(db);
    const { user, method, bench } = one;
    const strict = otpBench(db.database, { SMS_ALLOWED_COUNTRIES: 'FR' });
    const setUp = (phoneNumber: string) => new FactorKit(db, [strict.sms, strict.email]).enrol(user, 'sms', { phoneNumber });
    const withheld = (limit: string) => ({ type: '2fa.code_withheld', data: { type: 'sms', limit: expect.stringContaining(limit), retryAfter: 3600 } });
    const refused = (limit: string) => ({ problem: { code: 'validation_failed' }, events: [withheld(limit)] });
    await expect(setUp('+19005551234')).rejects.toMatchObject(refused('premium'));
    await expect(setUp(someNumber())).rejects.toMatchObject(refused('not served'));
    const challenge = { id: newId(), userId: user.id, expiresIn: 300 };
    const asked = await db.database.transaction((tx) => strict.sms.challenge(method, challenge, tx, testOrigin));
    expect(asked).toEqual({ codeSent: false, retryAfter: 3600 });
    expect(strict.trail.events.at(-1)).toMatchObject({ ...withheld('not served'), userId: user.id });
    expect([strict.sent, bench.sent.length]).toEqual([[], 1]);
    expect(await db.dataSource.query('select 1 from codes where context_id = $1', [challenge.id])).toEqual([]);
  });

  it('are counted by calling code, sent and approved, once that is committed', async () => {
    const one = await enrolledOn(db);
    const method = { ...one.method, destination: { name: 'phoneNumber', masked: '+49*********89' } };
    const countOf = ({ readings }: { readings: () => readonly { labels: object; value: number }[] }) =>
      readings().find(({ labels }) => JSON.stringify(labels) === '{"channel":"sms","prefix":"+49"}')?.value ?? 0;
    const counted = () => [otpMetrics.sent, otpMetrics.approved].map((metric) => countOf({ readings: () => metric.readings() }));
    const [sent = 0, approved = 0] = counted();
    const challenge = { id: newId(), userId: method.userId, expiresIn: 300 };
    const inside = (work: Parameters<typeof db.database.transaction<unknown>>[0]) => db.database.transaction(work);
    const away = new Error('rolled back');
    const inVain = (work: Parameters<typeof inside>[0]) =>
      expect(inside(async (tx) => [await work(tx), await Promise.reject(away)])).rejects.toBe(away);
    const send = (tx: Parameters<Parameters<typeof inside>[0]>[0]) => one.factor.challenge(method, challenge, tx, testOrigin);
    await inVain(send);
    expect(counted()).toEqual([sent, approved]);
    await inside(send);
    expect(counted()).toEqual([sent + 1, approved]);
    const verdict = await one.factor.check(method, { code: one.bench.codeFor(method) }, challenge);
    if (verdict.outcome !== 'matched') throw away;
    await inVain((tx) => one.factor.consume(method, verdict.evidence, tx));
    expect(counted()).toEqual([sent + 1, approved]);
    for (const isOurs of [true, false]) expect(await inside((tx) => one.factor.consume(method, verdict.evidence, tx))).toBe(isOurs);
    expect(counted()).toEqual([sent + 1, approved + 1]);
  });

  it('that nobody can type in any more are not sent, where they wait: of a method that is replaced, of older and of answered challenges', async () => {
    const { bench, kit, user, method, ...one } = await enrolledOn(db, 'sms', { OTP_RATE_LIMIT_MAX: '9' });
    const { method: mail } = await kit.enrol(user, 'email', {});
    const withdrawn = () => bench.withdrawn.splice(0);
    const of = (id: string) => `${method.id}/${id}`;
    const open = async () => kit.ask({ user, method });
    const [first, second] = [await open(), await open()];
    expect(withdrawn()).toEqual([]);
    await one.pass(11);
    const proof = { code: bench.codeFor(method) };
    const third = await open();
    expect(withdrawn().sort()).toEqual([of('setup'), of(first.id), of(second.id)].sort());
    await kit.answer(second.tempToken, { methodId: method.id, proof });
    expect(withdrawn()).toEqual([of(second.id)]);
    await db.database.transaction((tx) => bench.email.challenge(mail, { ...third, userId: user.id }, tx, testOrigin));
    await kit.answer(third.tempToken, { methodId: mail.id, proof: { code: bench.codeFor(mail) } });
    expect(new Set(withdrawn())).toEqual(new Set([of(third.id), `${mail.id}/${third.id}`]));
    // The method that answers may be the one that was asked last; or nobody answers.
    const ask = (challenge: { id: string }) => db.database.transaction((tx) => kit.challenges.ask(tx, { expiresIn: 300, ...challenge, userId: user.id }, mail, testOrigin));
    const [fourth, fifth] = [await open(), await db.database.transaction((tx) => kit.challenges.open(tx, { user, purpose: 'verification', amr: [] }))];
    await ask(fourth);
    withdrawn();
    await kit.answer(fourth.tempToken, { methodId: mail.id, proof: { code: bench.codeFor(mail) } });
    expect(new Set(withdrawn())).toEqual(new Set([of(fourth.id), `${mail.id}/${fourth.id}`]));
    await ask(fifth);
    withdrawn();
    // What fails on the way to the cancel leaves the challenge as it was.
    const { settle } = bench.email;
    const inVain = new TypeError('in vain');
    bench.email.settle = () => Promise.reject(inVain);
    await expect(kit.challenges.cancel(fifth.id, user.id)).rejects.toBe(inVain);
    bench.email.settle = settle;
    for (const isCanceled of [true, false]) expect(await kit.challenges.cancel(fifth.id, user.id)).toBe(isCanceled);
    expect(new Set(withdrawn())).toEqual(new Set([`${mail.id}/${fifth.id}`]));
    // Who asked for another code before it was canceled, and is later than that, gets none.
    const late = db.database.transaction((tx) => kit.challenges.ask(tx, { ...fifth, userId: user.id }, method, testOrigin));
    await expect(late).rejects.toMatchObject({ code: 'invalid_temp_token' });
    expect(await db.dataSource.query('select from codes where method_id = $1 and context_id = $2', [method.id, fifth.id])).toEqual([]);
    withdrawn();
    await db.dataSource.query('update codes set spent_at = now() where context_id = any ($1)', [[first.id, third.id, fourth.id, fifth.id]]);
    await db.database.transaction((tx) => bench.sms.remove(method, tx));
    expect(withdrawn()).toEqual([of('setup')]);
  });

  it('that are written while their method is being taken away are not sent either', async () => {
    const { bench, method, user, factor } = await enrolledOn(db);
    const challenge = { id: newId(), userId: user.id, expiresIn: 300 };
    let [written, commit] = [() => {}, () => {}];
    const isWritten = new Promise<void>((resolve) => (written = resolve));
    const sending = db.database.transaction(async (tx) => {
      await factor.challenge(method, challenge, tx, testOrigin);
      written();
      await new Promise<void>((resolve) => (commit = resolve));
    });
    await isWritten;
    const removing = db.database.transaction((tx) => factor.remove(method, tx));
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    for (let looks = 0; looks < 500 && (await db.dataSource.query(waiting)).length === 0; looks += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    commit();
    await Promise.all([sending, removing]);
    expect(bench.withdrawn).toContain(`${method.id}/${challenge.id}`);
  });

  it('are sent anew beside a check of the last one without waiting for each other in a circle', async () => {
    const one = await enrolledOn(db);
    const challenge = { id: newId(), userId: one.user.id, expiresIn: 300 };
    await one.again(challenge);
    await one.pass(30);
    await db.dataSource.query('update code_destinations set failed_at = now() where method_id = $1', [one.method.id]);
    const verdict = await one.factor.check(one.method, { code: one.bench.codeFor(one.method) }, challenge);
    if (verdict.outcome !== 'matched') throw new Error(verdict.reason);
    let [written, goOn] = [() => {}, () => {}];
    const isWritten = new Promise<void>((resolve) => (written = resolve));
    // Between the code and the mark of its destination.
    one.bench.trail.record = () => (written(), new Promise<void>((resolve) => (goOn = resolve)));
    const sending = one.again(challenge);
    await isWritten;
    const checking = db.database.transaction((tx) => one.factor.consume(one.method, verdict.evidence, tx));
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    for (let looks = 0; looks < 500 && (await db.dataSource.query(waiting)).length === 0; looks += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    goOn();
    expect(await Promise.all([sending, checking])).toMatchObject([{ codeSent: true, lastOneFailed: true }, false]);
  });

  it('take the two spellings of an address for one, in their counts and after a reset of the password', async () => {
    const { bench, kit, user, method } = await enrolledOn(db, 'email', { OTP_RATE_LIMIT_MAX: '2' });
    const name = newId();
    const { method: umlaut } = await kit.enrol(user, 'email', { email: `${name}@bücher.de` });
    const stranger = await kit.user();
    await kit.enrol(stranger, 'email', { email: `${name}@xn--bcher-kva.de` });
    await expect(kit.enrol(await kit.user(), 'email', { email: `${name}@bücher.de` })).rejects.toMatchObject({ problem: { code: 'too_many_requests' } });
    const twice = kit.enrol(user, 'email', { email: `${name}@XN--BCHER-KVA.de` });
    await expect(twice).rejects.toMatchObject({ code: 'validation_failed', extras: { violations: [{ pointer: '/email' }] } });
    bench.resetAddresses.add(`${name}@xn--bcher-kva.de`);
    expect([await bench.email.isHeldBack(umlaut), await bench.email.isHeldBack(method)]).toEqual([true, false]);
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
