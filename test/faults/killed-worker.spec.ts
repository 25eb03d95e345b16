import { randomBytes } from 'node:crypto';
import { startMailServer, type MailServer } from '@countersign/otp-delivery/testing';
import { enrolApp, expectStatus, register } from '../support/people';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';

const AGAIN_MILLISECONDS = 15_000;
/** Nothing of ours takes a proxy from the environment: with one that is dead everything passes. */
const DEAD_PROXY = Object.fromEntries(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'].map((name) => [name, 'http://127.0.0.1:1']),
);
/** The worker's sweep and the machine's other work come on top. */
const ROOM_MILLISECONDS = 2_000;

describe('kill -9 of a worker in the middle of sending', () => {
  let suites: Suite[] = [];
  let servers: MailServer[] = [];
  afterAll(async () => {
    await Promise.all(suites.map((suite) => suite.end()));
    await Promise.all(servers.map((server) => server.close()));
    [suites, servers] = [[], []];
  });

  const run = async (redis: Record<string, string>) => {
    const mail = await startMailServer();
    servers.push(mail);
    const suite = await openSuite({ ...DEAD_PROXY, ...redis, EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(mail.port), EMAIL_FROM: 'no-reply@example.com' });
    suites.push(suite);
    const [api, victim, heir] = await Promise.all([suite.start('api'), suite.start('worker'), suite.start('worker')]);
    const person = await register(api.api);
    await until('the mail to a new account', () => mail.mails.length === 1);
    await until('the outbox to be empty', async () => (await suite.query('select 1 from outbox')).length === 0);
    heir.signal('SIGSTOP');
    // The whole mail is read and nothing answered: the worker cannot know whether it was taken.
    mail.script({ hang: 'data' });
    expectStatus(await api.api.post('/2fa/email/setup', {}, { token: person.token }), 200);
    await enrolApp(api.api, person.token);
    const sending = `select 1 from messages where state = 'sending'`;
    await until('code and notice to be under way', async () => (await suite.query(sending)).length === 2);
    await victim.kill();
    const killed = performance.now();
    mail.script({});
    heir.signal('SIGCONT');
    await until('both to be sent again', () => mail.mails.length === 3, AGAIN_MILLISECONDS + ROOM_MILLISECONDS);
    const seconds = (performance.now() - killed) / 1000;
    await until('the outbox to be empty', async () => (await suite.query('select 1 from outbox')).length === 0);
    const count = (subject: string) => mail.mails.filter(({ source }) => source.includes(`Subject: ${subject}`)).length;
    return { seconds, notices: count('Two-factor'), codes: count('Your code'), messages: await suite.query('select attempts, state from messages order by created_at') };
  };

  it('code and notice are sent again by another worker within 15 s, and once', async () => {
    const url = process.env.TEST_REDIS_URL;
    const withRedis = { REDIS_ENABLED: 'true', REDIS_URL: url!, REDIS_PREFIX: `faults-${randomBytes(6).toString('hex')}` };
    const outcomes = await Promise.all([run({}), ...(url ? [run(withRedis)] : [])]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ notices: 1, codes: 1, messages: [1, 2, 2].map((attempts) => ({ attempts, state: 'sent' })) });
      expect(outcome.seconds * 1000).toBeLessThan(AGAIN_MILLISECONDS + ROOM_MILLISECONDS);
    }
  }, 90_000);
});
