import { statement, type Database } from '@countersign/database';
import { type ConnectedTestDatabase, connectTestDatabase, warmPool } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import { testSealer } from '@countersign/crypto/testing';
import { Accounts } from './accounts';
import { FormerAddresses } from './addresses/former-addresses';
import { UserDirectory } from './directory/user-directory';
import { makeUser } from './testing/make-user';

const AT_ONCE = 10;
const overwrite = statement('spec_overwrite_password', 'update users set password_hash = $2 where id = $1');

/** The naive form: what was checked is replaced, whatever stands there now. */
class NaiveAccounts extends Accounts {
  constructor(private readonly own: Database) {
    super(own);
  }

  override async setPassword(tx: EntityManager, userId: string, _old: string | null, fresh: string): Promise<void> {
    await this.own.run(overwrite, [userId, fresh], tx);
  }
}

describe('Accounts', () => {
  let test: ConnectedTestDatabase;
  let accounts: Accounts;
  beforeAll(async () => {
    test = await connectTestDatabase();
    accounts = new Accounts(test.database);
    await warmPool(test.database);
  });
  afterAll(() => test.drop());
  const create = (email: string, username: string) =>
    test.database.transaction((tx) => accounts.create(tx, { email, username, passwordHash: 'stored' }));

  it('knows which address an account had, when an application has given it another one', async () => {
    const former = new FormerAddresses(test.database, testSealer());
    const directory = new UserDirectory(test.database, testSealer(), former);
    const externalId = newId();
    const give = (email: string) => test.database.transaction((tx) => directory.upsert(tx, { externalId, email }));
    const { id } = (await give('old@example.org')).user.facts;
    await give('OLD@example.org');
    expect(await former.at(id, new Date(0))).toBeNull();
    await give('new@example.org');
    expect([await former.at(id, new Date(0)), await former.at(id, new Date(Date.now() + 5_000))]).toEqual(['OLD@example.org', null]);
  });

  it('gives an address to one of two known users who are given it at once, and the other is told', async () => {
    const directory = new UserDirectory(test.database, testSealer(), new FormerAddresses(test.database, testSealer()));
    const externalIds = Array.from({ length: AT_ONCE }, () => newId());
    const upsert = (externalId: string, email?: string) => test.database.transaction((tx) => directory.upsert(tx, { externalId, email }));
    for (const externalId of externalIds) await upsert(externalId);
    const given = await Promise.allSettled(externalIds.map((externalId) => upsert(externalId, 'wanted@example.org')));
    const refused = given.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(AT_ONCE - 1).fill('email_taken'));
  });

  it('holds a username for nobody, once', async () => {
    const hold = (name: string) => test.database.transaction((tx) => accounts.holdUsername(tx, name));
    await hold('Nobody.1');
    await expect(hold('nobody.1')).rejects.toMatchObject({ code: 'username_taken' });
    await expect(create('someone@example.org', 'nobody.1')).rejects.toMatchObject({ code: 'username_taken' });
    expect(await accounts.findForLogin('nobody.1', 'username')).toMatchObject({ user: { isActive: false, email: null }, passwordHash: null });
  });

  it('makes a user who is found by address and name, without regard to case', async () => {
    const user = await create(' Ada@Example.org', 'Ada.L');
    expect(user).toMatchObject({ email: 'Ada@Example.org', username: 'Ada.L', role: 'user', isActive: true, trustEpoch: 0 });
    expect(await accounts.facts(user.id)).toEqual(user);
    const found = { user, passwordHash: 'stored', accountKey: user.id };
    expect(await accounts.findForLogin('ADA@example.ORG ', 'any')).toEqual(found);
    expect(await accounts.findForLogin('ada.l', 'any')).toEqual(found);
    expect(await accounts.findForLogin('ada.l', 'email')).toMatchObject({ user: null });
  });

  it('answers for a name that nobody has, with what its attempts are counted by', async () => {
    const nobody = { user: null, passwordHash: null, accountKey: 'email:no@example.org' };
    expect(await accounts.findForLogin(' No@Example.org', 'any')).toEqual(nobody);
  });

  it('tells which name is taken, and leaves the transaction whole', async () => {
    await create('taken@example.org', 'taken');
    await expect(create('TAKEN@example.org', 'other')).rejects.toMatchObject({ code: 'email_taken' });
    await expect(create('other@example.org', 'Taken')).rejects.toMatchObject({ code: 'username_taken' });
    expect(await accounts.isTaken({ email: 'taken@example.org', username: 'taken' })).toBe('email_taken');
    expect(await accounts.isTaken({ email: 'free@example.org', username: 'free' })).toBeNull();
  });

  it('makes one user of 20 registrations at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => create('one@example.org', 'one-only')));
    const refused = all.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as { code: string }] : []));
    expect(refused.map(({ code }) => code)).toEqual(Array(19).fill('email_taken'));
  });

  const changedAtOnce = async (type: new (database: Database) => Accounts): Promise<number> => {
    const { id } = await makeUser(test.database);
    const racing = new type(test.database);
    const change = (n: number) => test.database.transaction((tx) => racing.setPassword(tx, id, '$argon2id$none', `new ${n}`));
    const all = await Promise.allSettled(Array.from({ length: AT_ONCE }, (_, n) => change(n)));
    return all.filter(({ status }) => status === 'fulfilled').length;
  };

  it('lets one of ten changes of a password at once win', async () => expect(await changedAtOnce(Accounts)).toBe(1));
  it('is told from the naive form by that', async () => expect(await changedAtOnce(NaiveAccounts)).toBe(AT_ONCE));

  it('changes what it is asked to change, and refuses where nobody is', async () => {
    const { id } = await makeUser(test.database);
    await test.database.transaction(async (tx) => {
      await accounts.setPassword(tx, id, '$argon2id$none', 'new');
      await accounts.setTwoFactorEnabled(tx, id, true);
      await accounts.endTrust(id, tx);
    });
    expect(await accounts.facts(id)).toMatchObject({ twoFactorEnabled: true, trustEpoch: 1 });
    expect((await accounts.candidate(id)).passwordHash).toBe('new');
    expect(await accounts.candidate(newId())).toMatchObject({ user: null, passwordHash: null });
    const gone = test.database.transaction((tx) => accounts.endTrust(newId(), tx));
    await expect(gone).rejects.toMatchObject({ code: 'not_found' });
  });

  it('puts a stronger hash in the place of the one that was verified only', async () => {
    const { id } = await makeUser(test.database);
    const old = (await accounts.candidate(id)).passwordHash!;
    expect(await accounts.replacePasswordHash(null, id, old, 'stronger')).toBe(true);
    expect(await accounts.replacePasswordHash(null, id, old, 'late')).toBe(false);
    expect((await accounts.candidate(id)).passwordHash).toBe('stronger');
  });
});
