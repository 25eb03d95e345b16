import { randomUUID } from 'node:crypto';
import { settingsFor } from '@countersign/config/testing';
import { RuntimeSettings } from '@countersign/config';
import { EmailSettings } from '../email.settings';
import { startMailServer, type MailServer } from '../testing/mail-server';
import { SmtpChannel } from './smtp.channel';

describe('SmtpChannel, against a real server', () => {
  let server: MailServer;
  let channel: SmtpChannel;
  const signal = new AbortController().signal;
  const message = (to = 'user@example.org') => ({ id: randomUUID(), to, subject: 'Ä subject', text: 'The text', html: '<p>The text</p>', signal });
  const open = (more: Record<string, string> = {}) => {
    const environment = {
      EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(server.port), EMAIL_FROM: 'Countersign <no-reply@example.com>',
      EMAIL_CONNECT_TIMEOUT_MS: '300', EMAIL_GREETING_TIMEOUT_MS: '300', EMAIL_SOCKET_TIMEOUT_MS: '300', EMAIL_SEND_TIMEOUT_MS: '1000', ...more,
    };
    channel = new SmtpChannel(settingsFor(EmailSettings, environment), settingsFor(RuntimeSettings));
    return channel;
  };

  beforeEach(async () => {
    server = await startMailServer();
  });
  afterEach(async () => {
    channel?.onApplicationShutdown();
    await server.close();
  });

  it('delivers plain text and HTML, marked as automatic, to one mailbox', async () => {
    const mail = message();
    await expect(open().send(mail)).resolves.toEqual({ providerMessageId: `<${mail.id}@example.com>` });
    const [received] = server.mails;
    expect(received).toMatchObject({ from: 'no-reply@example.com', to: ['user@example.org'], messageId: `<${mail.id}@example.com>` });
    expect(received?.source).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(received?.source).toMatch(/multipart\/alternative[^]*text\/plain[^]*text\/html/);
  });

  it('keeps a destination that looks like a list one destination', async () => {
    await expect(open().send(message('a@example.org, b@example.org'))).rejects.toMatchObject({ name: 'ChannelFailure', isPermanent: true });
    expect(server.mails).toEqual([]);
  });

  it.each([
    ['greylisting at RCPT TO', { recipient: [451] }, false],
    ['a full disk at the end of DATA', { data: [452] }, false],
    ['an unknown mailbox', { recipient: [550] }, true],
    ['a refused text', { data: [554] }, true],
  ])('tells %s', async (_case, script, isPermanent) => {
    server.script(script);
    const failure = await open().send(message()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ChannelFailure', isPermanent, reason: expect.stringMatching(/^smtp \w+ \d{3}/) });
    expect((failure as { reason: string }).reason).not.toContain('@');
  });

  it('sends a message that was put off under the same Message-ID', async () => {
    server.script({ data: [451] });
    const mail = message();
    await expect(open().send(mail)).rejects.toMatchObject({ isPermanent: false });
    await channel.send(mail);
    expect(server.mails.map(({ messageId }) => messageId)).toEqual([`<${mail.id}@example.com>`]);
  });

  it('repeats the Message-ID when the connection breaks after DATA', async () => {
    server.script({ dropAfterData: 1 });
    const mail = message();
    await expect(open().send(mail)).rejects.toMatchObject({ isPermanent: false });
    await channel.send(mail);
    expect(server.mails.map(({ messageId }) => messageId)).toEqual([`<${mail.id}@example.com>`, `<${mail.id}@example.com>`]);
  });

  it.each([
    ['does not greet', { hang: 'greeting' as const }],
    ['does not answer MAIL FROM', { hang: 'sender' as const }],
    ['does not answer DATA', { hang: 'data' as const }],
  ])('gives up within its time limit on a server that %s', async (_case, script) => {
    server.script(script);
    const started = performance.now();
    await expect(open().send(message())).rejects.toMatchObject({ isPermanent: false, reason: expect.stringContaining('ETIMEDOUT') });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('gives up when told to', async () => {
    server.script({ hang: 'data' });
    const stop = new AbortController();
    const sending = open({ EMAIL_SOCKET_TIMEOUT_MS: '10000', EMAIL_SEND_TIMEOUT_MS: '10000' }).send({ ...message(), signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(sending).rejects.toMatchObject({ isPermanent: false, reason: expect.stringContaining('EABORT') });
  });

  it('counts a refused password as ours to mend, not as the end of the message', async () => {
    server.script({ refusesLogin: true });
    const failure = open({ EMAIL_USER: 'me', EMAIL_PASSWORD: 'wrong' }).send(message());
    await expect(failure).rejects.toMatchObject({ isPermanent: false, reason: expect.stringContaining('EAUTH 535') });
  });

  it('counts nobody listening as transient', async () => {
    open();
    await server.close();
    await expect(channel.send(message())).rejects.toMatchObject({ isPermanent: false, reason: expect.stringContaining('ESOCKET') });
  });
});
