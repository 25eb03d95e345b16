/** @slow: begun early (test/runner/sequencer.cjs) */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { settingsFor } from '@countersign/config/testing';
import type { OutgoingMessage } from '../../channels/channel';
import { EmailSettings } from '../../settings/email.settings';
import { describeChannelContract, type ProviderMood } from '../../testing/channel-contract';
import { startMailServer, type MailScript, type MailServer } from '../../testing/mail-server';
import { selfSigned } from '../../testing/self-signed';
import { SmtpChannel, SmtpFallbackChannel } from './smtp.channel';

const short = {
  EMAIL_CONNECT_TIMEOUT_MS: '1000', EMAIL_GREETING_TIMEOUT_MS: '600', EMAIL_SOCKET_TIMEOUT_MS: '600', EMAIL_SEND_TIMEOUT_MS: '2000',
  EMAIL_FROM: 'Countersign <no-reply@example.com>',
};
const signal = new AbortController().signal;
const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: randomUUID(), to: 'user@example.org', subject: 'Ä subject', text: 'The text', html: '<p>The text</p>', secondsLeft: null, signal, ...more,
});

const MOODS: Record<ProviderMood, MailScript> = {
  'takes it': {},
  'puts it off': { recipient: [451] },
  'refuses the destination': { recipient: [550] },
  hangs: { hang: 'data' },
  'breaks off': { dropAfterData: 1 },
};

describe.each([
  ['smtp', SmtpChannel, ({ port }: MailServer) => ({ EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(port) })],
  ['smtp-fallback', SmtpFallbackChannel, ({ port }: MailServer) => ({ EMAIL_FALLBACK_URL: `smtp://127.0.0.1:${port}` })],
] as const)('%s', (name, Channel, place) => {
  describeChannelContract(name, async () => {
    const server = await startMailServer();
    const channel = new Channel(settingsFor(EmailSettings, { ...short, ...place(server) }));
    return {
      channel,
      destination: (index) => `user-${index}@example.org`,
      provider: (mood) => server.script(MOODS[mood]),
      taken: () => server.mails.map(({ to, source, messageId }) => ({ to: to.join(), source, key: messageId })),
      limitMilliseconds: 3_000,
      close: async () => {
        channel.onApplicationShutdown();
        await server.close();
      },
    };
  });
});

describe('SmtpChannel, against a real server', () => {
  let server: MailServer;
  let channel: SmtpChannel;
  const open = (more: Record<string, string> = {}) => {
    channel = new SmtpChannel(settingsFor(EmailSettings, { ...short, EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(server.port), ...more }));
    return channel;
  };
  const start = async (options?: Parameters<typeof startMailServer>[0]) => {
    server = await startMailServer(options);
  };
  afterEach(async () => {
    channel?.onApplicationShutdown();
    await server.close();
  });

  it('delivers plain text and HTML, marked as automatic', async () => {
    await start();
    const mail = message();
    await expect(open().send(mail)).resolves.toEqual({ providerMessageId: `<${mail.id}@example.com>` });
    const [received] = server.mails;
    expect(received).toMatchObject({ from: 'no-reply@example.com', to: ['user@example.org'], messageId: `<${mail.id}@example.com>` });
    expect(received?.source).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(received?.source).toMatch(/multipart\/alternative[^]*text\/plain[^]*text\/html/);
  });

  it('keeps a destination that looks like a list one destination', async () => {
    await start();
    const failure = open().send(message({ to: 'a@example.org, b@example.org' }));
    await expect(failure).rejects.toMatchObject({ name: 'ChannelFailure', isPermanent: true, isUndeliverable: true });
    expect(server.mails).toEqual([]);
  });

  it.each([
    ['a full disk at the end of DATA', { data: [452] }, false],
    ['a refused text', { data: [554] }, true],
    ['an address that nobody relays', { recipient: [554] }, true],
  ])('does not blame the destination for %s', async (_case, script, isPermanent) => {
    await start();
    server.script(script);
    await expect(open().send(message())).rejects.toMatchObject({ isPermanent, isUndeliverable: false, reason: expect.stringMatching(/^smtp \w+ \d{3}/) });
  });

  it.each([
    ['does not greet', { hang: 'greeting' as const }],
    ['does not answer MAIL FROM', { hang: 'sender' as const }],
  ])('gives up within its time limit on a server that %s', async (_case, script) => {
    await start();
    server.script(script);
    const started = performance.now();
    await expect(open().send(message())).rejects.toMatchObject({ isPermanent: false, reason: expect.stringContaining('ETIMEDOUT') });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('lets no notices stand in the way of a code, however many the server keeps waiting', async () => {
    const held: (() => void)[] = [];
    await start({ onRcptTo: ({ address }, _session, answer) => void (address.startsWith('notice') ? held.push(answer) : answer()) });
    open({ EMAIL_SOCKET_TIMEOUT_MS: '20000', EMAIL_SEND_TIMEOUT_MS: '20000' });
    const notices = Array.from({ length: 8 }, (_, index) => channel.send(message({ to: `notice-${index}@example.org` })));
    while (held.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await channel.send(message({ to: 'code@example.org', isUrgent: true }));
    expect(server.mails.map(({ to }) => to[0])).toEqual(['code@example.org']);
    const release = setInterval(() => held.splice(0).forEach((answer) => answer()), 5);
    await Promise.all(notices).finally(() => clearInterval(release));
    expect(server.mails).toHaveLength(9);
  });

  it('verifies that it would be let in', async () => {
    await start();
    await expect(open({ EMAIL_USER: 'me', EMAIL_PASSWORD: 'right' }).verify()).resolves.toBeUndefined();
    server.script({ refusesLogin: true });
    const refused = { isPermanent: false, reason: expect.stringContaining('EAUTH 535') };
    await expect(channel.verify()).rejects.toMatchObject(refused);
    // Ours to mend, and not the end of a message.
    await expect(channel.send(message())).rejects.toMatchObject(refused);
  });

  it('counts nobody listening as transient', async () => {
    await start();
    open();
    await server.close();
    await expect(channel.send(message())).rejects.toMatchObject({ isPermanent: false, reason: expect.stringContaining('ESOCKET') });
  });

  it('speaks STARTTLS, and only with a server whose certificate somebody vouches for', async () => {
    const { key, cert } = selfSigned;
    await start({ key, cert, hideSTARTTLS: false });
    await expect(open().send(message())).rejects.toMatchObject({ isPermanent: false, reason: expect.stringMatching(/^smtp (ESOCKET|ETLS)/) });
    expect(server.mails).toEqual([]);
    channel.onApplicationShutdown();
    await open({ EMAIL_TLS_CA: cert, EMAIL_TLS_SERVERNAME: 'mail.example.com' }).send(message());
    expect(server.mails).toHaveLength(1);
    channel.onApplicationShutdown();
    await expect(open({ EMAIL_TLS_CA: cert, EMAIL_TLS_SERVERNAME: 'other.example.com' }).send(message())).rejects.toMatchObject({ isPermanent: false });
  });

  it('logs in by OAuth2, with an access token that it gets for the refresh token', async () => {
    const tokens: string[] = [];
    const endpoint = createServer((request, response) => {
      request.on('data', (chunk) => void tokens.push(String(chunk)));
      request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"given","expires_in":3600}'));
    }).listen(0, '127.0.0.1');
    await once(endpoint, 'listening');
    const shown: unknown[] = [];
    await start({ authMethods: ['XOAUTH2'], onAuth: (auth, _session, answer) => (shown.push(auth.accessToken), answer(null, { user: 'me' })) });
    const oauth = {
      EMAIL_USER: 'me@example.com', EMAIL_OAUTH_CLIENT_ID: 'client', EMAIL_OAUTH_CLIENT_SECRET: 'secret', EMAIL_OAUTH_REFRESH_TOKEN: 'refresh',
      EMAIL_OAUTH_TOKEN_URL: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`,
    };
    await open(oauth).send(message());
    endpoint.close();
    expect(shown).toEqual(['given']);
    expect(Object.fromEntries(new URLSearchParams(tokens.join('')))).toMatchObject({ refresh_token: 'refresh', client_id: 'client', grant_type: 'refresh_token' });
    expect(server.mails).toHaveLength(1);
  });
});
