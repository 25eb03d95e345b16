import { newId } from '@countersign/kernel';
import { startTestDelivery, type TestDelivery } from '../testing/test-delivery';
import { startTwilioServer, testTwilio, type TwilioServer } from '../testing/twilio-server';

const CHALLENGES = 50;
const AT_ONCE = 5;
const RESENDS = 20;
const attempt = { isLast: false, signal: new AbortController().signal };

/** A thousand codes are asked for again and again while no provider takes one for ten minutes. */
describe('all providers down for ten minutes', () => {
  let [first, second]: TwilioServer[] = [];
  let test: TestDelivery;

  beforeAll(async () => {
    [first, second] = await Promise.all([startTwilioServer(), startTwilioServer()]);
    const { accountSid, authToken } = testTwilio;
    const place = second!.url.replace('//', `//${accountSid}:${encodeURIComponent(authToken)}@`);
    test = await startTestDelivery({
      TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_PHONE_NUMBER: '+15550006', TWILIO_API_URL: first!.url,
      TWILIO_FALLBACK_URL: `${place}/%2B15550007`, TWILIO_TIMEOUT_MS: '2000',
    });
  });
  afterAll(async () => {
    await test?.drop();
    await Promise.all([first?.close(), second?.close()]);
  });

  const servers = () => [first!, second!];
  const asked = () => servers().reduce((sum, server) => sum + server.asked(), 0);
  const texts = () => servers().flatMap(({ messages }) => messages.map(({ Body }) => Body));
  const states = async () => {
    const rows = await test.dataSource.query<{ state: string; count: number; open: number }[]>(
      'select state, count(*)::int as count, count(body_sealed)::int as open from messages group by state order by state',
    );
    return rows.map(({ state, count, open }) => [state, count, open]);
  };
  const resend = (challenge: number, round: number) => {
    const message = { userId: newId(), channel: 'sms', to: '+15550100', text: `round ${round} of ${challenge}`, purpose: 'code' } as const;
    const about = { reference: `challenge-${challenge}`, replacesQueued: true, notAfter: new Date(Date.now() + 300_000) };
    return test.database.transaction((tx) => test.messages.queue(tx, { ...message, ...about }));
  };
  const tryAll = async () => {
    const waiting = await test.dataSource.query<{ subject: string }[]>('select subject from outbox order by id');
    for (const { subject } of waiting) await test.deliver.deliver(subject, attempt).catch(() => undefined);
  };
  const pass = (seconds: number) =>
    test.dataSource.query(`update messages set not_after = not_after - make_interval(secs => $1), created_at = created_at - make_interval(secs => $1)`, [seconds]);

  it('are asked a bounded number of times, keep the newest code alone, and send nothing late', async () => {
    for (const server of servers()) server.script([{ status: 503 }], { always: true });
    for (let round = 1; round <= RESENDS; round += 1) {
      // A few at once: more than the pool has connections would wait, and a busy machine lets nobody wait for more than a second.
      for (let first = 0; first < CHALLENGES; first += AT_ONCE) {
        await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => resend(first + index, round)));
      }
      if (round % 5 === 0) await tryAll();
    }
    // A thousand messages were tried up to four times; the breakers let three questions through to each, and one in 5 s.
    expect(asked()).toBeLessThan(40);
    expect(await states()).toEqual([['expired', CHALLENGES * (RESENDS - 1), 0], ['queued', CHALLENGES, CHALLENGES]]);
    await pass(600);
    for (const server of servers()) server.script([]);
    await tryAll();
    expect([texts(), await states()]).toEqual([[], [['expired', CHALLENGES * RESENDS, 0]]]);
  }, 60_000);
});
