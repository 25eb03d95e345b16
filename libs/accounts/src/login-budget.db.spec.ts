import { settingsFor } from '@countersign/config/testing';
import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings } from '@countersign/crypto/testing';
import { statement, type Database } from '@countersign/database';
import { type ConnectedTestDatabase, connectTestDatabase, Rendezvous, warmPool } from '@countersign/database/testing';
import { isProblem, newId, type Problem } from '@countersign/kernel';
import { AccountsSettings } from './accounts.settings';
import { CountKeys } from './count-keys';
import { LoginBudget } from './login-budget';
import { LoginBucketsCleanup } from './worker/login-buckets.cleanup';

const AT_ONCE = 50;
const read = statement<{ tries: number }>('spec_tries', 'select cardinality(tries) as tries from login_buckets where key = $1');
const write = statement(
  'spec_write',
  `insert into login_buckets as b (key, tries, expires_at) values ($1, array[now()], now() + interval '15 minutes')
   on conflict (key) do update set tries = b.tries || now()`,
);

/** The naive form: look whether there is room, then count. */
class NaiveBudget extends LoginBudget {
  private readonly rendezvous = new Rendezvous(AT_ONCE);

  protected override async count([pairKey]: readonly Buffer[]) {
    const [row] = await this.database.run(read, [pairKey]);
    const isAccepted = (row?.tries ?? 0) < this.settings.LOGIN_RATE_LIMIT_MAX;
    await this.rendezvous.meet();
    if (isAccepted) await this.database.run(write, [pairKey]);
    return { at: '', isAccepted, filled: null };
  }
}

describe('LoginBudget', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => {
    test = await connectTestDatabase();
    await warmPool(test.database);
  });
  afterAll(() => test.drop());

  type Implementation = new (database: Database, settings: AccountsSettings, keys: CountKeys) => LoginBudget;
  const budgetOf = (type: Implementation = LoginBudget, environment: Record<string, string> = {}, ring: Record<string, string> = {}) =>
    new type(test.database, settingsFor(AccountsSettings, environment), new CountKeys(new RingDigests(testCryptoSettings(ring))));
  const refusalOf = (attempt: Promise<unknown>): Promise<Problem> =>
    attempt.then(
      () => Promise.reject(new Error('it was accepted')),
      (error: Problem) => error,
    );
  const pass = (seconds: number) =>
    test.dataSource.query(`update login_buckets set tries = array(select t - make_interval(secs => $1) from unnest(tries) t),
      expires_at = expires_at - make_interval(secs => $1)`, [seconds]);
  const use = async (budget: LoginBudget, times: number, account: string, address: (n: number) => string) => {
    for (let n = 0; n < times; n += 1) await budget.reserve(account, address(n));
  };
  const evaluatedAtOnce = async (type: Implementation): Promise<number> => {
    const [budget, account] = [budgetOf(type), newId()];
    const attempts = Array.from({ length: AT_ONCE }, () => budget.reserve(account, '192.0.2.1'));
    const outcomes = await Promise.allSettled(attempts);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(isProblem(outcome.reason, 'too_many_requests')).toBe(true);
    }
    return outcomes.filter(({ status }) => status === 'fulfilled').length;
  };

  it('lets 5 of 50 attempts at once be evaluated', async () => expect(await evaluatedAtOnce(LoginBudget)).toBe(5));
  it('is told from the naive form by that', async () => expect(await evaluatedAtOnce(NaiveBudget)).toBe(AT_ONCE));

  it('names the bucket that an attempt uses up', async () => {
    const [budget, account] = [budgetOf(LoginBudget, { LOGIN_RATE_LIMIT_MAX: '2', LOGIN_ACCOUNT_RATE_LIMIT_MAX: '3' }), newId()];
    expect((await budget.reserve(account, '192.0.2.1')).usedUp).toBeNull();
    expect((await budget.reserve(account, '192.0.2.1')).usedUp).toBe('pair');
    expect((await budget.reserve(account, '192.0.2.2')).usedUp).toBe('account');
    await budget.reserve(account, '192.0.2.3', 'a device');
    expect((await budget.reserve(account, '192.0.2.3', 'a device')).usedUp).toBe('device');
  });

  it('says honestly when the next attempt is accepted, for names that nobody has too', async () => {
    const budget = budgetOf();
    await use(budget, 5, 'email:nobody@example.org', () => '2001:db8::1');
    await pass(840.5);
    const problem = await refusalOf(budget.reserve('email:nobody@example.org', '2001:db8::2'));
    expect(problem).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 60, extras: { retryAfter: 60 } });
    await pass(60);
    await budget.reserve('email:nobody@example.org', '2001:db8::3');
  });

  it('counts addresses and recognised devices apart', async () => {
    const [budget, account] = [budgetOf(), newId()];
    await use(budget, 5, account, () => '192.0.2.1');
    await budget.reserve(account, '192.0.2.2');
    await budget.reserve(account, '192.0.2.1', 'a device');
    expect((await refusalOf(budget.reserve(account, '::ffff:192.0.2.1'))).code).toBe('too_many_requests');
  });

  it('clears the pair after a right password, and takes that attempt alone out of the account', async () => {
    const [budget, account] = [budgetOf(LoginBudget, { LOGIN_ACCOUNT_RATE_LIMIT_MAX: '5' }), newId()];
    await use(budget, 4, account, () => '192.0.2.1');
    await budget.settle(await budget.reserve(account, '192.0.2.1'));
    await budget.reserve(account, '192.0.2.1');
    const problem = await refusalOf(budget.reserve(account, '192.0.2.1'));
    expect(problem).toMatchObject({ retryAfterSeconds: 30, reason: expect.stringContaining('account') });
  });

  it('slows an account down past its limit and never locks it, nor the owner’s address, nor a device', async () => {
    const budget = budgetOf(LoginBudget, { LOGIN_ACCOUNT_RATE_LIMIT_MAX: '10' });
    const account = newId();
    await use(budget, 10, account, (n) => `198.51.100.${n}`);
    for (let n = 0; n < 6; n += 1) {
      const problem = await refusalOf(budget.reserve(account, '192.0.2.1'));
      expect(problem.retryAfterSeconds).toBeLessThanOrEqual(30);
    }
    await budget.reserve(account, '192.0.2.1', 'a device');
    await pass(31);
    await budget.reserve(account, '192.0.2.1');
    expect((await refusalOf(budget.reserve(account, '192.0.2.2'))).retryAfterSeconds).toBe(30);
  });

  it('forgets nothing when a key is added to the ring, and nothing when the old one is taken away', async () => {
    const [first, second] = [1, 2].map((n) => `k${n}:${Buffer.alloc(32, n).toString('base64')}`);
    const under = (...keys: unknown[]) => budgetOf(LoginBudget, {}, { ENCRYPTION_KEYS: keys.join(',') });
    const account = newId();
    await use(under(first), 2, account, () => '192.0.2.1');
    await use(under(second, first), 3, account, () => '192.0.2.1');
    expect((await refusalOf(under(second, first).reserve(account, '192.0.2.1'))).code).toBe('too_many_requests');
    await use(under(second), 2, account, () => '192.0.2.1');
    expect((await refusalOf(under(second).reserve(account, '192.0.2.1'))).code).toBe('too_many_requests');
    const both = under(second, first);
    await both.settle(await both.reserve(account, '192.0.2.2'));
    await use(both, 5, account, () => '192.0.2.2');
  });

  it('keeps neither names nor addresses, and nothing that no longer counts', async () => {
    const rows = (await test.dataSource.query('select key from login_buckets')) as { key: Buffer }[];
    expect(rows.every(({ key }) => key.length === 32)).toBe(true);
    await pass(901);
    const cleanup = new LoginBucketsCleanup(test.database);
    expect(await cleanup.run(2)).toBe(2);
    await cleanup.run(1000);
    expect(await test.dataSource.query('select 1 from login_buckets')).toEqual([]);
  });
});
