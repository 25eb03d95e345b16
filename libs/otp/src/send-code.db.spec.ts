import { cryptoVariables } from '@countersign/crypto/testing';
import { type ConnectedTestDatabase, connectTestDatabase, scanningStatements } from '@countersign/database/testing';
import { FactorKit, factorEntities, testOrigin } from '@countersign/factors/testing';
import { newId } from '@countersign/kernel';
import * as budgetStatements from './budget/send-budget.statements';
import * as codeStatements from './codes/code.statements';
import * as destinationStatements from './destinations/destination.statements';
import { enrolledOn, otpBench, someAddress } from './testing/otp-bench';
import * as cleanup from './worker/clear-codes.statements';
import { ClearCodes } from './worker/clear-codes';
import { FailedDestinations } from './worker/failed-destinations';

describe('codes that are sent', () => {
  let db: ConnectedTestDatabase;
  beforeAll(async () => {
    db = await connectTestDatabase(factorEntities);
  });
  afterAll(() => db.drop());

  it('find their rows by an index, all of them', async () => {
    const all = [budgetStatements, codeStatements, destinationStatements, cleanup]
      .flatMap((one) => Object.values(one))
      .filter(({ text }) => !/savepoint/.test(text));
    expect(all.length).toBeGreaterThan(12);
    expect(await scanningStatements(db.dataSource, all)).toEqual([]);
  });

  it('keep no code, number or address in clear', async () => {
    const { bench, method, answer } = await enrolledOn(db);
    const { to } = bench.sent[0]!;
    expect(answer).toEqual({ destination: `+49${'*'.repeat(8)}${to.slice(-2)}`, codeSent: true, expiresIn: 300 });
    const rows = [
      ...(await db.dataSource.query('select * from codes where method_id = $1', [method.id])),
      ...(await db.dataSource.query('select * from code_destinations where method_id = $1', [method.id])),
    ];
    const text = JSON.stringify(rows, (_key, value: unknown) => (Buffer.isBuffer(value) ? value.toString('latin1') : value));
    expect(rows).toHaveLength(2);
    expect([text.includes(bench.codeFor(method)), text.includes(to.slice(1))]).toEqual([false, false]);
    expect(JSON.stringify(bench.trail.events)).not.toContain(to.slice(-6));
  });

  it('go to the account’s address unless another one is given, and expire with the code', async () => {
    const { bench, user } = await enrolledOn(db, 'email');
    const [message] = bench.sent;
    expect(message).toMatchObject({ to: user.email, channel: 'email', purpose: 'code', subject: 'Your code for Acme' });
    const [{ left }] = await db.dataSource.query('select extract(epoch from $1::timestamptz - now())::int as left', [message!.notAfter]);
    expect([left > 290, left <= 300]).toEqual([true, true]);
    expect(message!.subject).not.toMatch(/\d/);
  });

  it('give way to a notice where they went, when the method is taken away, within the same limits and after all else', async () => {
    const notice = { subject: (brand: string) => `${brand}: removed`, happened: () => 'All are gone & off.', unexpected: () => 'Ask.' };
    const goes = async (one: Awaited<ReturnType<typeof enrolledOn>>, email: string | null = null) => {
      const { bench, factor, method, user } = one;
      await db.database.transaction(async (tx) => {
        const say = await factor.farewell(method, { notice, user: { ...user, email } as never, origin: testOrigin }, tx);
        await factor.remove(method, tx);
        await say();
      });
      return bench.sent.slice(1).map(({ channel, to, purpose, subject, text }) => ({ channel, isSame: to === bench.sent[0]!.to, purpose, subject, text }));
    };
    const [phone, mailbox] = [await enrolledOn(db), await enrolledOn(db, 'email')];
    expect(await goes(phone)).toEqual([{ channel: 'sms', isSame: true, purpose: 'notice', subject: undefined, text: 'Acme: removed. Ask.' }]);
    const mail = { channel: 'email', isSame: true, purpose: 'notice', subject: 'Acme: removed', text: expect.stringMatching(/^All are gone & off\.\n\nAsk\.\n\nAcme/) };
    expect(await goes(mailbox, 'other@example.org')).toEqual([mail]);
    // The account's own address hears of everything; a full budget keeps the notice back, and not the removal.
    const own = await enrolledOn(db, 'email');
    expect(await goes(own, own.bench.sent[0]!.to.toUpperCase())).toEqual([]);
    const full = await enrolledOn(db, 'sms', { OTP_RATE_LIMIT_MAX: '1' });
    expect(await goes(full)).toEqual([]);
    expect(await db.dataSource.query('select 1 from code_destinations where method_id = $1', [full.method.id])).toEqual([]);
  });

  it('are good for the challenge that they were sent for, and no other', async () => {
    const { bench, kit, method, ask } = await enrolledOn(db);
    const [first, second] = [await ask(), await ask()];
    const ofSecond = bench.codeFor(method);
    await expect(kit.answer(first.tempToken, { proof: { code: ofSecond } })).rejects.toMatchObject({ code: 'invalid_code', extras: { attemptsRemaining: 4 } });
    await kit.answer(second.tempToken, { proof: { code: ofSecond } });
  });

  it('take the place of the older one, after 30, 60 and 120 seconds, and reset no count of tries', async () => {
    const one = await enrolledOn(db, 'sms', { OTP_RATE_LIMIT_MAX: '100', OTP_USER_RATE_LIMIT_MAX: '100' });
    const { bench, kit, method, ask } = one;
    const challenge = await ask();
    const older = bench.codeFor(method);
    expect(await one.again(challenge)).toEqual({ codeSent: false, retryAfter: 30 });
    await kit.answer(challenge.tempToken, { proof: { code: older === '000000' ? '000001' : '000000' } }).catch(() => undefined);
    for (const [index, seconds] of [30, 60, 120, 120].entries()) {
      await one.pass(seconds - 2);
      expect(await one.again(challenge)).toMatchObject({ codeSent: false, retryAfter: 2 });
      await one.pass(2);
      const next = [60, 120, 120, 120][index];
      expect(await one.again(challenge)).toMatchObject({ codeSent: true, retryAfter: next });
    }
    const [row] = await db.dataSource.query('select tries, sends from codes where context_id = $1', [challenge.id]);
    expect(row).toEqual({ tries: 1, sends: 5 });
    if (older !== bench.codeFor(method)) {
      await expect(kit.answer(challenge.tempToken, { proof: { code: older } })).rejects.toMatchObject({ code: 'invalid_code' });
    }
    await kit.answer(challenge.tempToken, { proof: { code: bench.codeFor(method) } });
  });

  it('are tried five times, whoever calls', async () => {
    const { bench, method, factor } = await enrolledOn(db);
    const code = bench.codeFor(method);
    for (let count = 0; count < 5; count += 1) expect(await factor.check(method, { code: 'x' }, null)).toMatchObject({ reason: 'not the code that was sent last' });
    expect(await factor.check(method, { code }, null)).toEqual({ outcome: 'rejected', reason: 'five codes were tried' });
  });

  it('end with the challenge at the latest', async () => {
    const one = await enrolledOn(db);
    const challenge = await one.ask();
    await one.pass(30);
    expect(await one.again({ ...challenge, expiresIn: 40 })).toMatchObject({ expiresIn: 40 });
  });

  it('go out three times an hour to a destination, whoever asks, and the last one stays good', async () => {
    const one = await enrolledOn(db);
    const { bench, kit, method, user, ask } = one;
    await ask();
    const last = await ask();
    const code = bench.codeFor(method);
    const limited = await kit.open(user);
    expect(bench.sent).toHaveLength(3);
    await one.pass(30);
    const refused = await one.again({ id: last.id, userId: user.id, expiresIn: 300 });
    expect(refused).toMatchObject({ codeSent: false });
    expect([refused.retryAfter! > 3590, refused.retryAfter! <= 3600]).toEqual([true, true]);
    expect(bench.trail.events.at(-1)).toMatchObject({ type: '2fa.code_withheld', data: { limit: 'destination' } });
    const stranger = await kit.user();
    const setup = kit.enrol(stranger, 'sms', { phoneNumber: bench.sent[0]!.to });
    await expect(setup).rejects.toMatchObject({ problem: { code: 'too_many_requests', status: 429 } });
    expect(limited).toMatch(/^tt_/);
    await kit.answer(last.tempToken, { proof: { code } });
  });

  it('outlive a change of the keys, and so do their counts', async () => {
    const one = await enrolledOn(db);
    const { method, user } = one;
    const challenge = await one.ask();
    const code = one.bench.codeFor(method);
    const fresh = `k2:${Buffer.alloc(32, 2).toString('base64')}`;
    const under = (...keys: string[]) => otpBench(db.database, {}, { ENCRYPTION_KEYS: keys.join(',') });
    const [both, alone] = [under(fresh, cryptoVariables.ENCRYPTION_KEYS), under(fresh)];
    const ask = (bench: typeof both) => db.database.transaction((tx) => bench.sms.challenge(method, { id: newId(), userId: user.id, expiresIn: 300 }, tx, testOrigin));
    expect(await both.sms.check(method, { code }, { id: challenge.id, userId: user.id })).toMatchObject({ outcome: 'matched' });
    const twice = new FactorKit(db, [both.sms, both.email]).enrol(user, 'sms', { phoneNumber: one.bench.sent[0]!.to });
    await expect(twice).rejects.toMatchObject({ code: 'validation_failed' });
    expect([await ask(both), await ask(both)]).toMatchObject([{ codeSent: true }, { codeSent: false }]);
    expect([await ask(alone), await ask(alone), await ask(alone)]).toMatchObject([{ codeSent: true }, { codeSent: true }, { codeSent: false }]);
    const again = new FactorKit(db, [alone.sms, alone.email]).enrol(user, 'sms', { phoneNumber: one.bench.sent[0]!.to });
    await expect(again).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('go out ten times an hour for a user, and what is refused is not counted', async () => {
    const { bench, kit, user } = await enrolledOn(db);
    const more = async () => kit.enrol(user, 'email', { email: someAddress() });
    for (let count = 0; count < 9; count += 1) await more();
    const counted = () => db.dataSource.query('select coalesce(sum(cardinality(sent_at)), 0)::int as n from send_counts');
    const before = await counted();
    await expect(more()).rejects.toMatchObject({ problem: { code: 'too_many_requests' }, events: [{ type: '2fa.code_withheld', data: { limit: 'user' } }] });
    expect(bench.sent).toHaveLength(10);
    expect(await counted()).toEqual(before);
    await db.dataSource.query(`update send_counts set sent_at = array(select t - interval '1 hour' from unnest(sent_at) t)`);
    await more();
    await db.dataSource.query(`update send_counts set sent_at = '{}'`);
  });

  it('cost what the operator allows: by day, block of numbers and client address', async () => {
    for (const [name, limit] of [['SMS_DAILY_LIMIT', 'day'], ['SMS_PREFIX_RATE_LIMIT_MAX', 'prefix'], ['SMS_ADDRESS_RATE_LIMIT_MAX', 'address']]) {
      await db.dataSource.query('delete from send_windows');
      const one = await enrolledOn(db, 'sms', { [name!]: '1' });
      const challenge = { id: one.method.id, userId: one.user.id, expiresIn: 300 };
      await one.pass(30);
      expect(await one.again(challenge)).toMatchObject({ codeSent: false });
      expect(one.bench.trail.events.at(-1)).toMatchObject({ data: { limit } });
      await db.dataSource.query('update send_windows set ends_at = now()');
      expect(await one.again(challenge)).toMatchObject({ codeSent: true });
    }
    await db.dataSource.query('delete from send_windows');
  });

  it('lead to one place once a user', async () => {
    const { bench, kit, user } = await enrolledOn(db);
    const twice = kit.enrol(user, 'sms', { phoneNumber: bench.sent[0]!.to });
    await expect(twice).rejects.toMatchObject({ code: 'validation_failed', extras: { violations: [{ pointer: '/phoneNumber' }] } });
  });

  it('are neither set up nor offered where their channel is off, and the log names the setting', async () => {
    const { bench, kit, user, factor } = await enrolledOn(db);
    expect((await kit.methods.activeFor(user.id)).map(({ type }) => type)).toEqual(['sms']);
    bench.off.add('sms');
    expect(await kit.methods.activeFor(user.id)).toEqual([]);
    expect(() => factor.guards[0]!.canActivate({} as never)).toThrow(expect.objectContaining({ code: 'channel_unavailable', status: 503 }));
    expect(bench.lines).toEqual([expect.objectContaining({ msg: expect.stringContaining('set SMS_SETTING') })]);
  });

  it('are told about once when the last one failed, and not where somebody has it', async () => {
    const one = await enrolledOn(db, 'sms', { OTP_RATE_LIMIT_MAX: '9' });
    const challenge = { id: newId(), userId: one.user.id, expiresIn: 300 };
    await one.again(challenge);
    const { reference } = one.bench.sent.at(-1)!;
    const receipt = { messageId: newId(), userId: one.user.id, channel: 'sms', purpose: 'code', reference: reference!, reason: null } as const;
    const listener = new FailedDestinations(db.database);
    const failed = (more: object = {}) => listener.on({ ...receipt, outcome: 'failed', isUndeliverable: false, ...more });
    const delivered = () => listener.on({ ...receipt, outcome: 'delivered', isUndeliverable: false });
    const failedAt = async () => (await db.dataSource.query('select failed_at from code_destinations where method_id = $1', [one.method.id]))[0].failed_at;
    await delivered();
    for (const more of [{ isUndeliverable: true, purpose: 'security' }, { isUndeliverable: true, reference: 'of-nobody' }]) await failed(more);
    expect(await failedAt()).toBeNull();
    for (const isUndeliverable of [false, true]) {
      await failed({ isUndeliverable });
      expect(await failedAt()).not.toBeNull();
    }
    await one.pass(30);
    expect(await one.again(challenge)).toMatchObject({ codeSent: true, lastOneFailed: true });
    expect(await failedAt()).toBeNull();
    await failed();
    await delivered();
    expect(await failedAt()).toBeNull();
    await failed();
    const verdict = await one.factor.check(one.method, { code: one.bench.codeFor(one.method) }, challenge);
    if (verdict.outcome !== 'matched') throw new Error(verdict.reason);
    expect(await db.database.transaction((tx) => one.factor.consume(one.method, verdict.evidence, tx))).toBe(true);
    expect(await failedAt()).toBeNull();
    await failed();
    expect(await failedAt()).toBeNull();
    await one.pass(60);
    expect(await one.again(challenge)).not.toHaveProperty('lastOneFailed');
    // A word of an older code that comes late says nothing of the newest, which failed.
    await one.pass(11);
    const newest = { ...challenge, id: newId() };
    expect(await one.again(newest)).toMatchObject({ codeSent: true });
    await failed({ reference: one.bench.sent.at(-1)!.reference });
    await delivered();
    expect(await failedAt()).not.toBeNull();
  });

  it('are cleared away when they are good for nothing', async () => {
    const { method } = await enrolledOn(db);
    await db.dataSource.query(`update codes set expires_at = now() - interval '2 days'`);
    await db.dataSource.query('update send_counts set ends_at = now() - interval \'1 second\'');
    await db.dataSource.query('update send_windows set ends_at = now() - interval \'1 second\'');
    expect(await new ClearCodes(db.database).run(1000)).toBeGreaterThan(2);
    for (const table of ['codes', 'send_counts', 'send_windows']) expect(await db.dataSource.query(`select 1 from ${table}`)).toEqual([]);
    expect(await db.dataSource.query('select 1 from code_destinations where method_id = $1', [method.id])).toHaveLength(1);
  });
});
