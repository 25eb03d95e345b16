import { Links } from '@countersign/accounts';
import { mailBudgetOn, makeUser } from '@countersign/accounts/testing';
import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings, testSealer } from '@countersign/crypto/testing';
import { type ConnectedTestDatabase, connectTestDatabase } from '@countersign/database/testing';
import { Outbox } from '@countersign/queue';
import { LinkMails } from './link-mails';

describe('what is asked for with a mail', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => (test = await connectTestDatabase()));
  afterAll(() => test.drop());

  it('is asked for together with what goes along, or not at all', async () => {
    const { database } = test;
    const links = new Links(database, testSealer(), new RingDigests(testCryptoSettings()), testCryptoSettings());
    const mails = new LinkMails(links, mailBudgetOn(database), new Outbox(database, { offer: () => undefined } as never), database);
    const user = await makeUser(database);
    const asked = () => test.dataSource.query('select 1 from links where user_id = $1 union all select 1 from outbox', [user.id]);
    const change = { kind: 'change', address: 'new@example.org' } as const;
    const away = new Error('the trail is away');
    await expect(mails.askFor(user, change, () => Promise.reject(away))).rejects.toBe(away);
    expect(await asked()).toEqual([]);
    await mails.askFor(user, change, async () => undefined);
    expect(await asked()).toHaveLength(2);
  });
});
