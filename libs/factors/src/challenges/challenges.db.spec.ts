import { connectTestDatabase, type ConnectedTestDatabase, warmPool } from '@countersign/database/testing';
import type { UserFacts } from '@countersign/web';
import { recoveryMethod } from '../contract/factor';
import { factorEntities } from '../testing/factor-contract';
import { FactorKit } from '../testing/factor-kit';
import { MAGIC_WORD_TABLE, MagicWordFactor } from '../testing/magic-word.factor';
import { MAX_FAILURES_IN_A_ROW } from '../proof/check-proof';
import { ChallengeRepository } from './challenge.repository';
import { Verifications } from './verifications';

describe('a challenge', () => {
  let db: ConnectedTestDatabase;
  let kit: FactorKit;
  let user: UserFacts;
  let tempToken: string;

  beforeAll(async () => {
    db = await connectTestDatabase(factorEntities);
    await db.dataSource.query(MAGIC_WORD_TABLE);
    kit = new FactorKit(db, [new MagicWordFactor(db.database)]);
  });
  beforeEach(async () => {
    user = await kit.user();
    await kit.enrol(user, 'magic-word', { words: ['right'] });
    tempToken = await kit.open(user);
  });
  afterAll(() => db.drop());

  const sql = (text: string) => db.dataSource.query(text, [user.id]);
  const wrong = () => kit.answer(tempToken, { proof: { word: 'wrong' } });
  const right = () => kit.answer(tempToken, { proof: { word: 'right' } });

  it('tells what was proved, whose it is and what is left', async () => {
    const reservation = await kit.challenges.reserve(tempToken);
    expect(reservation).toMatchObject({ userId: user.id, purpose: 'login', sessionId: null, amr: ['pwd'], attemptsRemaining: 4 });
    expect(reservation.user).toMatchObject({ id: user.id, email: user.email, twoFactorEnabled: false });
  });

  it('takes and gives back in one order, so that nobody waits for each other in a circle', async () => {
    const round = async () => {
      const reservation = await kit.challenges.reserve(tempToken).catch(() => null);
      if (reservation) await kit.challenges.forgive(reservation);
    };
    // As many as the pool has connections: an attempt whose turn never came could not be given back.
    await warmPool(db.database);
    const all = await Promise.allSettled(Array.from({ length: 20 }, async () => {
      for (let n = 0; n < 15; n += 1) await round();
    }));
    expect(all.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect((await kit.challenges.reserve(tempToken)).attemptsRemaining).toBe(4);
  });

  it('takes five wrong answers, counting them for the user to see, and then none', async () => {
    for (const attemptsRemaining of [4, 3, 2, 1, 0]) {
      await expect(wrong()).rejects.toMatchObject({ code: 'invalid_code', extras: { attemptsRemaining } });
    }
    await expect(right()).rejects.toMatchObject({ code: 'invalid_temp_token' });
  });

  it('is not spent by a right answer that was being checked when it was canceled', async () => {
    const reservation = await kit.challenges.reserve(tempToken);
    await sql('update challenges set canceled_at = now() where user_id = $1');
    expect(await db.database.transaction((tx) => kit.challenges.consume(tx, reservation, recoveryMethod(user.id, 'any')))).toBe(false);
  });

  it('keeps the token as digest only', async () => {
    const [row] = await sql('select * from challenges where user_id = $1');
    expect(JSON.stringify(row)).not.toContain(tempToken.slice(3));
  });

  it.each([
    ['has expired', `update challenges set expires_at = now() where user_id = $1`],
    ['belongs to a disabled user', `update users set is_active = false where id = $1`],
    ["is older than the end of the user's trust", `update users set trust_epoch = trust_epoch + 1 where id = $1`],
  ])('is refused when it %s', async (_, change) => {
    await sql(change);
    await expect(right()).rejects.toMatchObject({ code: 'invalid_temp_token' });
  });

  it.each(['', 'tt_', 'rt_abc', 'x'.repeat(5000)])('refuses the malformed token %p', async (malformed) => {
    await expect(kit.challenges.reserve(malformed)).rejects.toMatchObject({ code: 'invalid_temp_token' });
  });

  it('gives an attempt back for a spent code', async () => {
    const reservation = await kit.challenges.reserve(tempToken);
    await kit.challenges.forgive(reservation);
    expect((await kit.challenges.reserve(tempToken)).attemptsRemaining).toBe(4);
  });

  it('takes a right answer out of the budget and leaves the wrong ones', async () => {
    await expect(wrong()).rejects.toMatchObject({ code: 'invalid_code' });
    await right();
    const [{ attempts }] = await sql('select attempts from factor_budgets where user_id = $1');
    expect(attempts).toHaveLength(1);
  });

  it('audits the lock that the last wrong code sets', async () => {
    for (let n = 0; n < 2; n += 1) {
      tempToken = await kit.open(user);
      for (let guess = 0; guess < 5; guess += 1) await wrong().catch(() => undefined);
    }
    const locks = kit.trail.events.filter(({ type, userId }) => type === 'user.locked' && userId === user.id);
    expect(locks).toMatchObject([{ data: { retryAfter: 900 } }]);
    tempToken = await kit.open(user);
    await expect(right()).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: expect.any(Number) });
  });

  it('loses no attempt while the user is locked, and takes the right answer after', async () => {
    for (let n = 0; n < 10; n += 1) await kit.budget.reserve(user.id);
    const refused = await Promise.allSettled(Array.from({ length: 20 }, right));
    for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toMatchObject({ code: 'too_many_requests' });
    const [{ attempts }] = await sql('select attempts from challenges where user_id = $1');
    expect(attempts).toBe(0);
    await sql(`update factor_budgets set attempts = '{}', locked_until = null where user_id = $1`);
    await right();
  });

  it('says in the log, and only there, when an attempt cannot be given back', async () => {
    const reservation = await kit.challenges.reserve(tempToken);
    const broken = { ...reservation, budget: { ...reservation.budget, at: 'no time' } };
    await expect(kit.challenges.forgive(broken)).resolves.toBeUndefined();
    await expect(kit.budget.forgive(broken)).resolves.toBeUndefined();
    const warning = expect.objectContaining({ level: 'warn', msg: 'an attempt could not be given back: it stays counted' });
    expect(kit.lines).toEqual([warning, warning]);
  });

  describe('of an application', () => {
    const ask = async (askedFor?: string) =>
      (await db.database.transaction((tx) => kit.challenges.open(tx, { user, purpose: 'verification', amr: [], askedFor }))).id;
    const takenBy = async (challengeId?: string) => (await kit.challenges.reserveForApplication(user.id, challengeId))?.challengeId;

    it('with a purpose takes answers by its id alone', async () => {
      const older = await ask();
      const payment = await ask('payment');
      expect([await takenBy(), await takenBy(payment), await takenBy(older)]).toEqual([older, payment, older]);
      await sql(`update challenges set canceled_at = now() where user_id = $1 and asked_for is null`);
      expect(await takenBy()).toBeUndefined();
    });

    it('is not approved when it was canceled while the answer was being looked at', async () => {
      const id = await ask();
      const verifications = new Verifications(new ChallengeRepository(db.database), kit.challenges);
      const reservation = (await kit.challenges.reserveForApplication(user.id, id))!;
      expect((await verifications.cancel(id, user.id)).status).toBe('canceled');
      expect(await db.database.transaction((tx) => kit.challenges.consume(tx, reservation, recoveryMethod(user.id, 'any')))).toBe(false);
      expect((await verifications.find(id, user.id)).status).toBe('canceled');
    });
  });

  it('forgets the wrong codes of a method with a right one, within a challenge and without', async () => {
    const used = async () => {
      const [row] = await sql('select failures_in_a_row as failures, last_used_at > now() - interval \'1 minute\' as "isUsedNow" from two_factor_methods where user_id = $1');
      await sql(`update two_factor_methods set failures_in_a_row = 3, last_used_at = now() - interval '1 day' where user_id = $1`);
      return row;
    };
    await used();
    expect(await used()).toEqual({ failures: 3, isUsedNow: false });
    await right();
    expect(await used()).toEqual({ failures: 0, isUsedNow: true });
    const [method] = await kit.methods.all(user.id);
    const reservation = await kit.budget.reserve(user.id);
    await db.database.transaction((tx) => kit.budget.settle(tx, reservation, method!));
    expect(await used()).toEqual({ failures: 0, isUsedNow: true });
  });

  it(`disables a method after ${MAX_FAILURES_IN_A_ROW} wrong codes in a row`, async () => {
    await sql(`update two_factor_methods set failures_in_a_row = ${MAX_FAILURES_IN_A_ROW - 1} where user_id = $1`);
    await expect(wrong()).rejects.toMatchObject({ code: 'invalid_code' });
    expect(await kit.methods.activeFor(user.id)).toEqual([]);
    expect(await kit.methods.all(user.id)).toMatchObject([{ isDisabled: true }]);
    await expect(right()).rejects.toMatchObject({ code: 'invalid_code', message: 'the user has no usable method' });
    expect(kit.trail.events).toContainEqual(expect.objectContaining({ type: '2fa.method_disabled', userId: user.id }));
  });
});
