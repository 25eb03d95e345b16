import { settingsFor } from '@countersign/config/testing';
import { EmailSettings } from './email.settings';
import { messageIdFor, smtpOptions } from './worker/smtp-transport';

const read = (variables: Record<string, string>) => settingsFor(EmailSettings, variables);
const host = { EMAIL_HOST: 'smtp.example.com', EMAIL_FROM: 'no-reply@example.com' };

describe('mail settings', () => {
  it.each([
    ['nothing', {}, false],
    ['a user, a password and a sender, but no server', { EMAIL_USER: 'u', EMAIL_PASSWORD: 'p', EMAIL_FROM: 'a@b.c' }, false],
    ['a host and a sender', host, true],
    ['a service and a sender', { EMAIL_SERVICE: 'gmail', EMAIL_FROM: 'Name <a@b.c>' }, true],
  ])('with %s', (_case, variables, isConfigured) => {
    expect(read(variables).isConfigured).toBe(isConfigured);
  });

  it.each([
    ['a host without a sender', { EMAIL_HOST: 'smtp.example.com' }, 'EMAIL_FROM is missing'],
    ['a user without a password', { ...host, EMAIL_USER: 'u' }, 'EMAIL_PASSWORD is missing'],
    ['a sender that is no address', { ...host, EMAIL_FROM: 'nobody' }, 'EMAIL_FROM must be an address'],
    ['a sender that adds a header', { ...host, EMAIL_FROM: 'x\r\nBcc: y@z <a@b.c>' }, 'EMAIL_FROM must be'],
    ['a port that is none', { ...host, EMAIL_PORT: '70000' }, 'EMAIL_PORT'],
  ])('refuse %s', (_case, variables, words) => {
    expect(() => read(variables)).toThrow(words);
  });

  it.each([
    ['production', true, 'smtp.example.com', true],
    ['production, to this very machine', true, '127.0.0.1', false],
    ['development', false, 'smtp.example.com', false],
  ])('demand STARTTLS in %s: %s', (_case, isProduction, server, requireTLS) => {
    expect(smtpOptions(read({ ...host, EMAIL_HOST: server }), isProduction)).toMatchObject({ requireTLS, secure: false });
  });

  it('ask for no STARTTLS where TLS starts with the first byte', () => {
    expect(smtpOptions(read({ ...host, EMAIL_SECURE: 'true' }), true)).toMatchObject({ secure: true, requireTLS: false });
  });

  it('know the servers of well-known services, and let EMAIL_HOST win', () => {
    const service = { EMAIL_SERVICE: 'gmail', EMAIL_FROM: 'a@b.c' };
    expect(smtpOptions(read(service), true)).toMatchObject({ host: 'smtp.gmail.com', port: 465, secure: true });
    expect(smtpOptions(read({ ...service, ...host }), true)).toMatchObject({ host: 'smtp.example.com', port: 587 });
    expect(() => smtpOptions(read({ ...service, EMAIL_SERVICE: 'no-such' }), true)).toThrow('EMAIL_SERVICE names a provider');
  });

  it('bound every wait', () => {
    const limits = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000, dnsTimeout: 5_000 };
    expect(smtpOptions(read(host), true)).toMatchObject(limits);
  });
});

it.each([
  ['a@example.com', '<1@example.com>'],
  ['The "Name" <a@mail.example.com>', '<1@mail.example.com>'],
])('makes a Message-ID under the domain of %s', (from, messageId) => {
  expect(messageIdFor('1', from)).toBe(messageId);
});
