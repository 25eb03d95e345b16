import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { askedToLogIn, enrol, verify, IN_BODY, type EnrolledPerson } from '../support/people';
import type { ServiceProcess } from '../support/processes';
import { openSuite, type Suite } from '../support/suite';
import { totp } from '../support/totp';
import { until } from '../support/until';
import { traceAfter, traceOf } from './support/trace';

const KILLER = join(__dirname, 'support/kill-at-statement.cjs');
const NEVER = 'before:0';

interface Attempt {
  readonly person: EnrolledPerson;
  /** `before:3`: dies before the third statement is sent; `sent:3`: when it is sent and not answered. */
  readonly moment: string;
}

describe('kill -9 of the api between any two steps of a log-in', () => {
  let suite: Suite;
  beforeAll(async () => {
    // All at once, on a machine that may be busy: the refusals of a full pool are not the subject here.
    suite = await openSuite({ HASH_MAX_WAIT_MS: '60000', WORKER_MAX_THREADS: '2' });
    // Every log-in may hold a connection to the end.
    suite.environment.DATABASE_URL = `${suite.databaseUrl}?connection_limit=40`;
  }, 60_000);
  afterAll(() => suite?.end());

  /** Somebody for whom a minute has passed: the code of the present step is fresh, and the next one is still to come. */
  const enrolled = async ({ api }: ServiceProcess): Promise<EnrolledPerson> => {
    const person = await enrol(api);
    await suite.query('update totp_secrets set last_used_step = last_used_step - 2 where user_id = $1', [person.id]);
    return person;
  };

  /** Password and code, held at a moment of the two steps. */
  const attempt = async ({ api }: ServiceProcess, { person, moment }: Attempt, killWhen: number) => {
    const headers = { ...IN_BODY.headers, 'x-log-in': person.id, 'x-hold-at': moment, 'x-kill-when': String(killWhen) };
    const call = { headers, signal: AbortSignal.timeout(60_000) };
    const { body } = await api.post('/auth/login', { emailOrUsername: person.email, password: person.password }, call);
    return api.post('/2fa/verify', { tempToken: body.data.tempToken, code: totp(person.secret) }, call);
  };

  const answeredTo = (process: ServiceProcess, { id }: EnrolledPerson): string[] =>
    [...process.output().matchAll(new RegExp(`^answered ${id} (.*)$`, 'gm'))].map(([, name]) => name!);

  it('leaves nothing half-made, and the owner can log in with the next code', async () => {
    const [victim, successor] = await Promise.all([suite.start('api', {}, { preloads: [KILLER] }), suite.start('api')]);

    const witness = await enrolled(victim);
    expect((await attempt(victim, { person: witness, moment: NEVER }, 0)).status).toBe(200);
    const steps = answeredTo(victim, witness);
    expect(steps.filter((name) => name === 'COMMIT')).toHaveLength(2);
    expect(steps).toEqual(expect.arrayContaining(['accounts_login_reserve', 'factors_challenge_reserve', 'totp_use_step']));

    const moments = steps.flatMap((_, index) => [`before:${index + 1}`, `sent:${index + 1}`]);
    const attempts: Attempt[] = [];
    const enroller = async () => {
      for (let moment = moments.shift(); moment; moment = moments.shift()) attempts.push({ moment, person: await enrolled(victim) });
    };
    // A few at a time: each is a dozen hashes.
    await Promise.all(Array.from({ length: 4 }, enroller));
    const ends = await Promise.allSettled(attempts.map((one) => attempt(victim, one, attempts.length)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    await victim.kill();

    for (const { person, moment } of attempts) {
      const done = doneBy(moment, steps);
      const context = { moment, lastDone: done.at(-1) };
      // What was sent and not answered is done a moment after the death of whoever sent it.
      const isSettled = async () => isDeepStrictEqual(await traceOf(suite, person.id), traceAfter(done));
      await until('the last statement', isSettled, 3_000).catch(() => false);
      expect({ ...context, ...(await traceOf(suite, person.id)) }).toEqual({ ...context, ...traceAfter(done) });
      const { status } = await verify(successor.api, await askedToLogIn(successor.api, person), totp(person.secret, 1));
      expect({ ...context, status }).toEqual({ ...context, status: 200 });
    }
  }, 90_000);
});

/** The statements that the database carries out of a log-in that ends at a moment. */
function doneBy(moment: string, steps: readonly string[]): string[] {
  const [kind, at] = moment.split(':');
  return steps.slice(0, kind === 'sent' ? Number(at) : Number(at) - 1);
}
