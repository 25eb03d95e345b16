import { type ConnectedTestDatabase, connectTestDatabase, scanningStatements } from '@countersign/database/testing';
import * as ofSessions from './sessions.statements';
import { authenticateEnrolment, endEnrolment } from './tokens/enrolment.statements';
import { lookUpToken, spendToken } from './tokens/refresh.statements';

describe('the statements of sessions', () => {
  let test: ConnectedTestDatabase;
  beforeAll(async () => (test = await connectTestDatabase()));
  afterAll(() => test.drop());

  it('read no whole table', async () => {
    const all = [...Object.values(ofSessions), lookUpToken, spendToken, authenticateEnrolment, endEnrolment];
    expect(await scanningStatements(test.dataSource, all)).toEqual([]);
  });
});
