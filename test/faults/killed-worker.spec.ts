import { randomBytes } from 'node:crypto';
import { signedByTwilio, startMailServer, startTwilioServer, testTwilio, type MailServer, type TwilioServer } from '@countersign/otp-delivery/testing';
import { enrolApp, expectStatus, logIn, register } from '../support/people';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';

const AGAIN_MILLISECONDS = 15_000;
/** Nothing of ours takes a proxy from the environment: with one that is dead everything passes. */
const DEAD_PROXY = Object.fromEntries(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'].map((name) => [name, 'http://127.0.0.1:1']),
);
const PUBLIC_URL = 'https://auth.example.com';
const WITH_TWILIO = { PUBLIC_URL, TWILIO_ACCOUNT_SID: testTwilio.accountSid, TWILIO_AUTH_TOKEN: testTwilio.authToken, TWILIO_PHONE_NUMBER: '+15550006' };
/** The worker's sweep and the machine's other work come on top. */
const ROOM_MILLISECONDS = 2_000;

describe('kill -9 of a worker in the middle of sending', () => {
  let suites: Suite[] = [];
  let servers: (MailServer | TwilioServer)[] = [];
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

  it('a hung mail server delays no text message, a late answer repeats none, and what expired meanwhile is never sent', async () => {
    const [mail, sms] = await Promise.all([startMailServer(), startTwilioServer()]);
    servers.push(mail, sms);
    const mailTo = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(mail.port), EMAIL_FROM: 'no-reply@example.com' };
    const suite = await openSuite({ ...mailTo, ...WITH_TWILIO, TWILIO_API_URL: sms.url, TWILIO_TIMEOUT_MS: '400', QUEUE_CONCURRENCY: '1' });
    suites.push(suite);
    const [{ api, url }, worker] = await Promise.all([suite.start('api'), suite.start('worker')]);
    const { token, email, ...person } = await register(api);
    await until('the mail to a new account', () => mail.mails.length === 1);
    const stateOf = async (channel: string) =>
      (await suite.query<{ id: string; state: string; attempts: number }>(`select id, state, attempts from messages where channel = $1 and purpose = 'code' order by created_at desc limit 1`, [channel]))[0];

    // The server refuses the address, so that the user is told with the next code.
    const { methodId } = expectStatus(await api.post('/2fa/email/setup', {}, { token }), 200).body.data as { methodId: string };
    const { source } = await until('the code', () => mail.mails[1]);
    expectStatus(await api.post('/2fa/email/verify-setup', { code: /\b\d{6}\b/.exec(source.slice(source.indexOf('\r\n\r\n')))![0] }, { token }), 200);
    await until('the outbox to be empty', async () => (await suite.query('select 1 from outbox')).length === 0);
    const pass = () => suite.query(`update codes set sent_at = sent_at - interval '30 seconds' where method_id = $1`, [methodId]);
    await pass();
    mail.script({ recipient: [550] });
    const { tempToken } = expectStatus(await logIn(api, { email, ...person }), 200).body.data as { tempToken: string };
    await until('the refusal to be noted', async () => (await suite.query('select 1 from code_destinations where failed_at is not null')).length === 1);
    mail.script({ hang: 'data' });
    await pass();
    expect(expectStatus(await api.post('/2fa/resend', { tempToken }), 200).body.data).toMatchObject({ codeSent: true, lastOneFailed: true });
    await until('the code to hang', async () => (await stateOf('email'))?.state === 'sending');

    sms.script([{ answers: 'never', takes: true }], { always: true });
    expectStatus(await api.post('/2fa/sms/setup', { phoneNumber: '+4915123456789' }, { token }), 200);
    await until('Twilio to have it', () => sms.messages.length === 1, 5_000);
    await until('our time-out', async () => (await stateOf('sms'))?.state === 'queued');
    const [taken] = sms.messages;
    const fields = { MessageSid: taken!.sid, SmsSid: taken!.sid, MessageStatus: 'sent', AccountSid: testTwilio.accountSid, To: taken!.To, ApiVersion: '2010-04-01' };
    const headers = { 'x-twilio-signature': signedByTwilio(taken!.StatusCallback!, fields) };
    const report = await fetch(taken!.StatusCallback!.replace(PUBLIC_URL, url), { method: 'POST', headers, body: new URLSearchParams(fields) });
    expect(report.status).toBe(200);
    const texts = `select 1 from outbox where queue = 'text-codes'`;
    await until('the next attempt to find it sent', async () => (await suite.query(texts)).length === 0);
    expect([sms.messages.length, await stateOf('sms')]).toMatchObject([1, { state: 'sent', attempts: 1 }]);

    await worker.kill();
    const { id } = (await stateOf('email'))!;
    await suite.query('update messages set not_after = now() where id = $1', [id]);
    await suite.query('update outbox set claimed_until = now()');
    const before = mail.mails.length;
    mail.script({});
    await suite.start('worker');
    await until('the end of the code', async () => (await suite.query('select 1 from outbox where subject = $1', [id])).length === 0);
    expect(await suite.query('select state, body_sealed from messages where id = $1', [id])).toEqual([{ state: 'expired', body_sealed: null }]);
    expect(mail.mails.slice(before).filter((one) => one.source.includes('Subject: Your code'))).toEqual([]);
  }, 90_000);
});
