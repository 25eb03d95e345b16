import type { Client, Reply } from '../support/client';
import { enrol, askedToLogIn, logIn, register, signIn, verify, type EnrolledPerson, type Person } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { openSuite, type Suite } from '../support/suite';
import { totp } from '../support/totp';
import { accountBucket } from './support/login-bucket';
import { timed, type Timed } from './support/timed';

const STORM = 100;
const PLACES = 5;
/** A refusal costs no I/O. The client, the service and the database share the machine, hence the room. */
const PROMPT_MILLISECONDS = 3_000;

describe('a full pool of hashing threads', () => {
  let suite: Suite;
  let process: ServiceProcess;
  let api: Client;
  let owner: Person;
  let enrolled: EnrolledPerson;
  beforeAll(async () => {
    // The budgets of passwords are not the subject: nothing but the pool refuses here.
    const limits = { LOGIN_RATE_LIMIT_MAX: '1000', LOGIN_ACCOUNT_RATE_LIMIT_MAX: '1000' };
    suite = await openSuite({ ...limits, WORKER_MAX_QUEUE: String(PLACES), ARGON2_TIME_COST: '8' });
    process = await suite.start('api');
    ({ api } = process);
    [owner, enrolled] = [await register(api), await enrol(api)];
  }, 60_000);
  afterAll(() => suite?.end());

  const storm = (password: string): Promise<Timed<Reply>[]> =>
    Promise.all(Array.from({ length: STORM }, () => timed(() => logIn(api, { email: owner.email, password }))));

  const expectPromptRefusals = (refusals: readonly Timed<Reply>[]) => {
    expect(refusals.length).toBeGreaterThan(0);
    for (const { value, milliseconds } of refusals) {
      expect(value.body.code).toBe('service_unavailable');
      expect(Number(value.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(milliseconds).toBeLessThan(PROMPT_MILLISECONDS);
    }
  };

  it('serves who has a place, refuses the others at once, and evaluates nothing that it refused', async () => {
    const answers = await storm('Not-The-Password-1');
    const evaluated = answers.filter(({ value }) => value.status === 401);
    expect(evaluated.length).toBeGreaterThanOrEqual(PLACES);
    const refused = answers.filter(({ value }) => value.status === 503);
    expect(evaluated.length + refused.length).toBe(STORM);
    expectPromptRefusals(refused);
    const key = accountBucket(suite.environment, owner.id);
    const [bucket] = await suite.query<{ tries: number }>('select cardinality(tries) as tries from login_buckets where key = $1', [key]);
    expect(bucket!.tries).toBe(evaluated.length);
    expect((await logIn(api, owner)).status).toBe(200);
  });

  it('leaves me, refresh and the second factor working', async () => {
    const tempToken = await askedToLogIn(api, enrolled);
    const { accessToken, refreshToken } = await signIn(api, owner);
    const raging = storm(owner.password);
    const others = await Promise.all([
      timed(() => api.get('/auth/me', { token: accessToken })),
      timed(() => api.post('/auth/refresh', { refreshToken })),
      timed(() => verify(api, tempToken, totp(enrolled.secret, 1))),
    ]);
    expect(others.map(({ value }) => value.status)).toEqual([200, 200, 200]);
    const answers = await raging;
    expect(new Set(answers.map(({ value }) => value.status))).toEqual(new Set([200, 503]));
    expectPromptRefusals(answers.filter(({ value }) => value.status === 503));
  });
});
