import { type ConnectedTestDatabase, connectTestDatabase, scanningStatements } from '@countersign/database/testing';
import { statement } from '@countersign/database';
import * as ofAddresses from './addresses/former-address.statements';
import * as ofAccounts from './accounts.statements';
import * as ofBudget from './login-budget.statements';

describe('the statements of accounts', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => (test = await connectTestDatabase()));
  afterAll(() => test.drop());

  it('read no whole table', async () => {
    const all = [...Object.values(ofAccounts), ...Object.values(ofAddresses), ...Object.values(ofBudget)];
    expect(await scanningStatements(test.dataSource, all)).toEqual([]);
  });

  it('would be told from one that does', async () => {
    const scanning = statement('spec_scanning', 'select 1 from users where password_hash = $1');
    expect(await scanningStatements(test.dataSource, [scanning])).toEqual(['spec_scanning']);
  });
});
