import { startMailServer, type MailServer } from '@countersign/otp-delivery/testing';
import type { ServiceProcess } from '../support/processes';
import { startOwnServers, type OwnServers } from '../support/servers';
import { openSuite, type Suite } from '../support/suite';
import { askForMails, outcomeOf, REDIS_FAULTS } from './support/deliveries';

const SECONDS = Math.max(2, Math.ceil(Number(process.env.LONG_SECONDS ?? 60) / 6));

/** A hundred mails a second over a real SMTP server, while Redis is in trouble. */
describe(`a hundred deliveries a second for ${SECONDS} s`, () => {
  let servers: OwnServers<'redis'>;
  let mail: MailServer;
  let suite: Suite;
  let api: ServiceProcess;

  beforeAll(async () => {
    [servers, mail] = await Promise.all([startOwnServers('redis'), startMailServer()]);
    const smtp = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(mail.port), EMAIL_FROM: 'no-reply@example.com', FRONTEND_URL: 'https://app.example.com' };
    const redis: Record<string, string> = servers.server.redis ? { REDIS_ENABLED: 'true', REDIS_URL: servers.server.redis.url } : {};
    suite = await openSuite({ ...smtp, ...redis });
    [api] = await Promise.all([suite.start('api'), suite.start('worker'), suite.start('worker')]);
  }, 120_000);
  afterAll(async () => {
    await suite?.end();
    await Promise.all([servers?.end(), mail?.close()]);
  }, 60_000);

  it('all are acknowledged and sent while nothing is wrong', async () => {
    // An api that is cold may refuse some.
    await askForMails(suite, api, 2, async () => undefined);
    const { addresses, refused } = await askForMails(suite, api, SECONDS, async () => undefined);
    expect(refused).toBe(0);
    expect(await outcomeOf(suite, addresses)).toEqual({ states: { sent: addresses.length }, dead: 0 });
  }, 180_000);

  it.each(Object.keys(REDIS_FAULTS))('none is lost and none has another content while Redis is %s', async (name) => {
    const { redis } = servers.server;
    mail.mails.length = 0;
    const { addresses, refused } = await askForMails(suite, api, SECONDS, async () => {
      if (redis) await REDIS_FAULTS[name]!(redis);
    });
    // Some may be told to come again while connections break; the rate is borne all the same.
    expect(refused).toBeLessThan(SECONDS * 10);
    expect(await outcomeOf(suite, addresses)).toEqual({ states: { sent: addresses.length }, dead: 0 });
    const contents = new Map<string, Set<string>>();
    for (const { to: [to = ''], messageId, source } of mail.mails) {
      const token = /token=3D(ln_[\w=\r\n-]+)/.exec(source)?.[1]?.replace(/=\r\n/g, '');
      contents.set(to, (contents.get(to) ?? new Set()).add(`${messageId} ${token}`));
    }
    expect(addresses.filter((address) => contents.get(address)?.size !== 1)).toEqual([]);
  }, 180_000);
});
