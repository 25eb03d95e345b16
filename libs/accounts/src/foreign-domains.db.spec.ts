import type { Client } from 'pg';
import { type ConnectedTestDatabase, connectTestDatabase } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import { KeyForeignDomains1772928370000 } from '../../../migrations/20260308000610-accounts-key-foreign-domains';
import { UserAdministration } from './administration/user-administration';
import { normaliseEmail } from './identifiers';

describe('accounts at domains that are not written in ASCII', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => {
    test = await connectTestDatabase();
  });
  afterAll(() => test.drop());
  const add = async (email: string, key: string) => {
    const id = newId();
    await test.dataSource.query('insert into users (id, email, email_key) values ($1, $2, $3)', [id, email, key]);
    return id;
  };
  const keyOf = async (id: string) => ((await test.dataSource.query('select email_key as key from users where id = $1', [id])) as { key: string }[])[0]!.key;

  it('get the key by which they are looked up now, where it is nobody’s', async () => {
    const [umlaut, plain, local, taken] = [
      await add('Jo@Bücher.de', 'jo@bücher.de'), await add('ann@example.com', 'ann@example.com'),
      await add('bücher@example.com', 'bücher@example.com'), await add('eve@bücher.de', 'eve@bücher.de'),
    ];
    const [owner, wide] = [await add('eve@xn--bcher-kva.de', 'eve@xn--bcher-kva.de'), await add('jo@ＢÜCHER.de', 'jo@ｂücher.de')];
    const runner = test.dataSource.createQueryRunner();
    const warnings: string[] = [];
    ((await runner.connect()) as Client).on('notice', ({ severity, message = '' }) => void (severity === 'WARNING' && warnings.push(message)));
    for (let times = 0; times < 2; times += 1) await new KeyForeignDomains1772928370000().up(runner);
    await runner.release();
    expect(await keyOf(umlaut)).toBe(normaliseEmail('Jo@Bücher.de'));
    expect(await Promise.all([plain, local, taken, owner, wide].map(keyOf))).toEqual([
      'ann@example.com', 'bücher@example.com', 'eve@bücher.de', 'eve@xn--bcher-kva.de', 'jo@ｂücher.de',
    ]);
    // Each run names who is left, by id alone.
    const named = warnings.map((warning) => ({ ids: new Set(warning.match(/[0-9a-f-]{36}/g)), isByIdAlone: !warning.includes('@') }));
    expect(named).toEqual(Array(2).fill({ ids: new Set([taken, wide]), isByIdAlone: true }));
    const search = async (query: string) => (await new UserAdministration(test.database).search({ query, limit: 9 })).map(({ id }) => id);
    expect(await Promise.all(['jo@bücher.de', ' JO@BÜCHER.de', 'jo@xn--bcher-kva.de', 'jo@xn--'].map(search))).toEqual([[umlaut], [umlaut], [umlaut], [umlaut]]);
    // Nobody else's is found by an address that is kept as it was.
    expect(new Set(await search('eve@bücher.de'))).toEqual(new Set([taken, owner]));
  });
});
