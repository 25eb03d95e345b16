import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { factorEntities } from '../testing/factor-contract';
import { FactorKit } from '../testing/factor-kit';
import { MAGIC_WORD_TABLE, MagicWordFactor } from '../testing/magic-word.factor';
import { ClearAbandonedSetups, ClearExpiredChallenges } from './clear-expired';

describe('what is cleared', () => {
  let db: ConnectedTestDatabase;
  let kit: FactorKit;
  beforeAll(async () => {
    db = await connectTestDatabase(factorEntities);
    await db.dataSource.query(MAGIC_WORD_TABLE);
    kit = new FactorKit(db, [new MagicWordFactor(db.database)]);
  });
  afterAll(() => db?.drop());

  const count = async (table: string, userId: string) =>
    (await db.dataSource.query(`select count(*)::int from ${table} where user_id = $1`, [userId]))[0].count as number;

  it('is a challenge, a day after its end, in batches', async () => {
    const user = await kit.user();
    for (let n = 0; n < 3; n += 1) await kit.open(user);
    const clear = new ClearExpiredChallenges(db.database);
    await db.dataSource.query(`update challenges set expires_at = now() - interval '23 hours' where user_id = $1`, [user.id]);
    expect(await clear.run(100)).toBe(0);
    await db.dataSource.query(`update challenges set expires_at = now() - interval '25 hours' where user_id = $1`, [user.id]);
    expect([await clear.run(2), await clear.run(2)]).toEqual([2, 1]);
    expect(await count('challenges', user.id)).toBe(0);
  });

  it('is a setup that nobody confirmed, with what the factor kept; never an active method', async () => {
    const user = await kit.user();
    const { method } = await kit.enrol(user, 'magic-word', { words: ['kept'] });
    const clear = new ClearAbandonedSetups(db.database);
    expect(await clear.run(100)).toBe(0);
    const pend = `update two_factor_methods set status = 'pending', is_default = false, expires_at = now() - interval '1 s' where id = $1`;
    await db.dataSource.query(pend, [method.id]);
    expect(await clear.run(100)).toBe(1);
    expect(await db.dataSource.query('select * from magic_words where method_id = $1', [method.id])).toEqual([]);
  });
});
