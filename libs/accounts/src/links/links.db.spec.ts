import { settingsFor } from '@countersign/config/testing';
import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings, testSealer } from '@countersign/crypto/testing';
import { type ConnectedTestDatabase, connectTestDatabase, scanningStatements } from '@countersign/database/testing';
import type { UserFacts } from '@countersign/web';
import { Accounts } from '../accounts';
import { AccountsSettings } from '../accounts.settings';
import { CountKeys } from '../count-keys';
import { makeUser } from '../testing/make-user';
import * as statements from './link.statements';
import { Links } from './links';
import { MailBudget } from './mail-budget';
import * as ofBudget from './mail-budget.statements';

const [FIRST, SECOND] = [1, 2].map((n) => `k${n}:${Buffer.alloc(32, n).toString('base64')}`);
const ADDRESS = 'new@example.org';

describe('links of mails', () => {
  let test: ConnectedTestDatabase;
  let accounts: Accounts;
  let user: UserFacts;
  beforeAll(async () => {
    test = await connectTestDatabase();
    accounts = new Accounts(test.database);
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    user = await makeUser(test.database);
  });

  const digestsUnder = (keys: readonly unknown[]) => testCryptoSettings({ ENCRYPTION_KEYS: keys.join(',') });
  const linksUnder = (...keys: unknown[]) => new Links(test.database, testSealer(), new RingDigests(digestsUnder(keys)), digestsUnder(keys));
  const links = () => linksUnder(FIRST);
  const budgetUnder = (...keys: unknown[]) =>
    new MailBudget(test.database, settingsFor(AccountsSettings, {}), new CountKeys(new RingDigests(digestsUnder(keys))));
  const inside = <Result>(work: Parameters<typeof test.database.transaction<Result>>[0]) => test.database.transaction(work);
  const ask = () => inside((tx) => links().ask(tx, { kind: 'change', userId: user.id, trustEpoch: user.trustEpoch, address: ADDRESS }));
  const issue = async (id: string) =>
    inside(async (tx) => (await links().issue(tx, (await links().claim(tx, id))!, user, 3_600)).token);
  const consume = (token: string, through = links()) => inside((tx) => through.consumeOnce(tx, 'change', token));

  it('open what they open, once, and no other kind', async () => {
    const token = await issue(await ask());
    expect(await links().find('change', token)).toMatchObject({ userId: user.id, address: ADDRESS });
    expect([await links().find('verify', token), await links().find('change', 'ln_'), await links().find('change', `${token.slice(0, -4)}AAAA`)]).toEqual([null, null, null]);
    const used = await Promise.all(Array.from({ length: 8 }, () => consume(token)));
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await links().find('change', token)).toBeNull();
  });

  it('end with the trust that they were asked for in, whether they were issued by then or not', async () => {
    const [issued, asked] = [await issue(await ask()), await ask()];
    await inside((tx) => accounts.endTrust(user.id, tx));
    expect([await links().find('change', issued), await consume(issued)]).toEqual([null, null]);
    expect(await inside(async (tx) => (await links().claim(tx, asked))?.trustEpoch)).toBe(user.trustEpoch);
    expect(await consume(await issue(asked))).toBeNull();
  });

  it('wait for an end of the trust that is under way', async () => {
    const token = await issue(await ask());
    let consuming: Promise<unknown> | undefined;
    await inside(async (tx) => {
      await accounts.endTrust(user.id, tx);
      consuming = consume(token);
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    expect(await consuming).toBeNull();
  });

  it('leave the newest alone of two that are issued at once', async () => {
    const [first, second] = [await ask(), await ask()];
    const ofOurs = `database = (select oid from pg_database where datname = current_database())`;
    const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted and ${ofOurs}`;
    const waits = async () => (await test.dataSource.query(waiting)).length > 0;
    let newest: Promise<string> | undefined;
    const older = await inside(async (tx) => {
      const { token } = await links().issue(tx, (await links().claim(tx, first))!, user, 3_600);
      let isDone = false;
      newest = issue(second).finally(() => (isDone = true));
      while (!isDone && !(await waits()));
      return token;
    });
    const found = [older, await newest!].map((token) => links().find('change', token));
    expect(await Promise.all(found)).toEqual([null, expect.anything()]);
  });

  it('outlive a change of the keys, as long as theirs is in the ring', async () => {
    const token = await issue(await ask());
    expect(await linksUnder(SECOND).find('change', token)).toBeNull();
    expect(await linksUnder(SECOND, FIRST).find('change', token)).toMatchObject({ userId: user.id });
    expect(await consume(token, linksUnder(SECOND, FIRST))).toMatchObject({ userId: user.id });
  });

  it('are asked for three times an hour, each kind for itself, whichever keys come and go', async () => {
    const whose = user.id;
    expect([await budgetUnder(FIRST).take('reset', whose), await budgetUnder(SECOND, FIRST).take('reset', whose)]).toEqual([null, null]);
    expect(await budgetUnder(SECOND, FIRST).take('reset', whose)).toBeNull();
    expect(await budgetUnder(SECOND, FIRST).take('reset', whose)).toBeGreaterThan(3_590);
    expect(await budgetUnder(SECOND, FIRST).take('verify', whose)).toBeNull();
    expect(await budgetUnder(SECOND).take('reset', whose)).toBeNull();
    expect(await budgetUnder(SECOND).take('reset', whose)).toBeGreaterThan(3_590);
  });

  it('read no whole table', async () => {
    expect(await scanningStatements(test.dataSource, [...Object.values(statements), ...Object.values(ofBudget)])).toEqual([]);
  });
});
