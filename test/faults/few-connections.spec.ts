import type { Reply } from '../support/client';
import { enrol, askedToLogIn, logIn, register, signIn, verify, type SignedIn } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { openSuite, type Suite } from '../support/suite';
import { totp } from '../support/totp';
import { timed, type Timed } from './support/timed';

const AT_ONCE = 40;
/** No request waits longer than 4 s for the database; a hash and a busy machine come on top. */
const LIMIT_MILLISECONDS = 10_000;

describe('two database connections for forty requests at once', () => {
  let suite: Suite;
  let process: ServiceProcess;
  beforeAll(async () => {
    // Attempts under way count too, and one account makes fourteen at once.
    suite = await openSuite({ LOGIN_RATE_LIMIT_MAX: '1000' });
    suite.environment.DATABASE_URL = `${suite.databaseUrl}?connection_limit=2`;
    process = await suite.start('api');
  }, 60_000);
  afterAll(() => suite?.end());

  const expectNoHang = (answers: readonly Timed<Reply>[], done = 200) => {
    const statuses = answers.map(({ value }) => value.status);
    expect(statuses.filter((status) => status !== done && status !== 503)).toEqual([]);
    expect(statuses).toContain(done);
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(LIMIT_MILLISECONDS);
    const refused = answers.filter(({ value }) => value.status === 503);
    expect(refused.filter(({ value }) => !Number(value.headers.get('retry-after')))).toEqual([]);
  };
  const atOnce = (work: (index: number) => Promise<Reply>) =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, index) => timed(() => work(index))));

  it('neither hangs nor fails: me, log-ins and refreshes together', async () => {
    const { api } = process;
    const person = await register(api);
    const sessions: SignedIn[] = [];
    for (let count = 0; count < 4; count += 1) sessions.push(await signIn(api, person));
    const answers = await atOnce((index) => {
      const { accessToken, refreshToken } = sessions[index % sessions.length]!;
      if (index % 3 === 0) return logIn(api, person);
      return index % 3 === 1 ? api.get('/auth/me', { token: accessToken }) : api.post('/auth/refresh', { refreshToken });
    });
    expectNoHang(answers);
  }, 30_000);

  it('neither hangs nor fails in transactions: second steps together', async () => {
    const { api } = process;
    const people = [await enrol(api), await enrol(api)];
    const tokens: string[] = [];
    for (let count = 0; count < AT_ONCE; count += 1) tokens.push(await askedToLogIn(api, people[count % 2]!));
    const answers = await atOnce((index) => verify(api, tokens[index]!, totp(people[index % 2]!.secret, 1)));
    const others = answers.filter(({ value }) => ![400, 401, 429].includes(value.status));
    expectNoHang(others);
    expect(answers.filter(({ value }) => value.status === 200).length).toBeLessThanOrEqual(2);
    expect((await register(api)).id).toBeDefined();
  }, 60_000);
});
