import { type ConnectedTestDatabase, connectTestDatabase, scanningStatements } from '@countersign/database/testing';
import * as budgets from './budget/budget.statements';
import * as challenges from './challenges/challenge.statements';
import * as methods from './methods/method.statements';
import * as cleanup from './worker/clear-expired.statements';

describe('the statements of factors', () => {
  let db: ConnectedTestDatabase;
  beforeAll(async () => {
    db = await connectTestDatabase();
  });
  afterAll(() => db?.drop());

  it('find their rows by an index, all of them', async () => {
    const all = [budgets, challenges, methods, cleanup].flatMap((statements) => Object.values(statements));
    expect(all.length).toBeGreaterThan(20);
    expect(await scanningStatements(db.dataSource, all)).toEqual([]);
  });
});
