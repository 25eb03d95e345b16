import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import type { UserFacts } from '@countersign/web';
import { recoveryMethod } from '../contract/factor';
import { factorEntities } from '../testing/factor-contract';
import { FactorKit } from '../testing/factor-kit';
import { MAGIC_WORD_TABLE, MagicWordFactor } from '../testing/magic-word.factor';

describe('the wrong-code budget', () => {
  let db: ConnectedTestDatabase;
  let kit: FactorKit;
  let user: UserFacts;

  beforeAll(async () => {
    db = await connectTestDatabase(factorEntities);
    await db.dataSource.query(MAGIC_WORD_TABLE);
    kit = new FactorKit(db, [new MagicWordFactor(db.database)]);
  });
  beforeEach(async () => {
    user = await kit.user();
  });
  afterAll(() => db.drop());

  const row = async () => (await db.dataSource.query('select * from factor_budgets where user_id = $1', [user.id]))[0];
  const reserveMany = (count: number) => Promise.all(Array.from({ length: count }, () => kit.budget.reserve(user.id)));
  const settle = (entry: Awaited<ReturnType<FactorKit['budget']['reserve']>>) =>
    db.database.transaction((tx) => kit.budget.settle(tx, entry, recoveryMethod(user.id, 'any')));
  /** Passes time by moving what is written. */
  const passMinutes = (minutes: number) =>
    db.dataSource.query(
      `update factor_budgets set locked_until = locked_until - $2 * interval '1 minute',
         attempts = array(select t - $2 * interval '1 minute' from unnest(attempts) t) where user_id = $1`,
      [user.id, minutes],
    );
  const refused = () => kit.budget.reserve(user.id).catch((problem: unknown) => problem);

  it('gives ten places in 15 minutes, then says how long the lock lasts', async () => {
    const entries = await reserveMany(10);
    expect(new Set(entries.map(({ budget }) => budget.at)).size).toBe(10);
    expect(entries.filter(({ budget }) => budget.lockedSeconds !== null)).toHaveLength(1);
    expect(await refused()).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 900, extras: { limit: 10 } });
  });

  it('frees a place as soon as the oldest is 15 minutes old', async () => {
    await reserveMany(5);
    await passMinutes(14);
    await reserveMany(4);
    await passMinutes(1);
    expect((await kit.budget.reserve(user.id)).attemptsRemaining).toBe(5);
  });

  it('doubles the lock up to 24 hours', async () => {
    const locks: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      const entries = await reserveMany(10);
      const seconds = entries.find(({ budget }) => budget.lockedSeconds !== null)!.budget.lockedSeconds!;
      locks.push(Math.round(seconds / 60));
      await passMinutes(24 * 60);
    }
    expect(locks).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
  });

  it('takes a right code out again, and clears the lock and its level', async () => {
    await reserveMany(9);
    const last = await kit.budget.reserve(user.id);
    expect((await row()).locked_until).not.toBeNull();
    await settle(last);
    expect(await row()).toMatchObject({ locked_until: null, lock_level: 0 });
    expect((await row()).attempts).toHaveLength(9);
    expect((await kit.budget.reserve(user.id)).attemptsRemaining).toBe(0);
  });

  it('gives a forgiven place back, and with it the lock that it made', async () => {
    await reserveMany(9);
    const last = await kit.budget.reserve(user.id);
    await kit.budget.forgive(last);
    expect(await row()).toMatchObject({ locked_until: null, lock_level: 0 });
    expect((await row()).attempts).toHaveLength(9);
  });

  it('leaves the lock of another when a place is forgiven', async () => {
    const [first] = await reserveMany(1);
    await reserveMany(9);
    await kit.budget.forgive(first!);
    expect((await row()).locked_until).not.toBeNull();
    expect(await refused()).toMatchObject({ code: 'too_many_requests' });
  });

  it('gives at most ten of 200 that ask at once', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 200 }, () => kit.budget.reserve(user.id)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  });
});
