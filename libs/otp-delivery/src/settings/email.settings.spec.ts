import { settingsFor } from '@countersign/config/testing';
import { EmailSettings } from './email.settings';
import { fallbackServerOf, messageIdFor, serverOf, smtpOptions } from '../worker/smtp/smtp-server';

const read = (variables: Record<string, string>, mode?: 'production' | 'development') => settingsFor(EmailSettings, variables, mode);
const optionsOf = (variables: Record<string, string>, mode: 'production' | 'development' = 'production') => {
  const settings = read(variables, mode);
  return smtpOptions(serverOf(settings), settings);
};
const oauth = { EMAIL_OAUTH_CLIENT_ID: 'c', EMAIL_OAUTH_CLIENT_SECRET: 's', EMAIL_OAUTH_REFRESH_TOKEN: 'r' };
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
    ['a part of OAuth2', { ...host, EMAIL_USER: 'u', EMAIL_OAUTH_CLIENT_ID: 'c' }, 'belong together'],
    ['OAuth2 for nobody', { ...host, EMAIL_OAUTH_CLIENT_ID: 'c', EMAIL_OAUTH_CLIENT_SECRET: 's', EMAIL_OAUTH_REFRESH_TOKEN: 'r' }, 'EMAIL_USER is missing'],
    ['a fallback that is no server', { ...host, EMAIL_FALLBACK_URL: 'http://mail.example.com' }, 'EMAIL_FALLBACK_URL must be'],
    ['a fallback without a sender', { EMAIL_FALLBACK_URL: 'smtp://mail.example.com' }, 'EMAIL_FROM is missing'],
    ['secrets that go out in clear', { ...host, EMAIL_USER: 'u', ...oauth, EMAIL_OAUTH_TOKEN_URL: 'http://login.example.com/token' }, 'EMAIL_OAUTH_TOKEN_URL must start with https:// in production'],
    ['a port that is none', { ...host, EMAIL_PORT: '70000' }, 'EMAIL_PORT'],
  ])('refuse %s', (_case, variables, words) => {
    expect(() => read(variables, 'production')).toThrow(words);
  });

  it('take an OAuth2 server without TLS outside production', () => {
    const open = { ...host, EMAIL_USER: 'u', ...oauth, EMAIL_OAUTH_TOKEN_URL: 'http://login.example.com/token' };
    expect(() => read(open, 'development')).not.toThrow();
  });

  it.each([
    ['production', 'smtp.example.com', true],
    ['production', '127.0.0.1', false],
    ['development', 'smtp.example.com', false],
  ] as const)('demand STARTTLS in %s of %s: %s', (mode, server, requireTLS) => {
    expect(optionsOf({ ...host, EMAIL_HOST: server }, mode)).toMatchObject({ requireTLS, secure: false });
  });

  it('ask for no STARTTLS where TLS starts with the first byte', () => {
    expect(optionsOf({ ...host, EMAIL_SECURE: 'true' })).toMatchObject({ secure: true, requireTLS: false });
  });

  it('know the servers of well-known services, and let EMAIL_HOST win', () => {
    const service = { EMAIL_SERVICE: 'gmail', EMAIL_FROM: 'a@b.c' };
    expect(optionsOf(service)).toMatchObject({ host: 'smtp.gmail.com', port: 465, secure: true });
    expect(optionsOf({ ...service, ...host })).toMatchObject({ host: 'smtp.example.com', port: 587 });
    expect(() => optionsOf({ ...service, EMAIL_SERVICE: 'no-such' })).toThrow('EMAIL_SERVICE names a provider');
  });

  it.each([
    ['smtps://me:p%40ss@mail.example.com', { port: 465, secure: true, auth: { user: 'me', pass: 'p@ss' } }],
    ['smtp://mail.example.com:2525', { port: 2525, secure: false, auth: undefined }],
  ])('read the fallback %s', (url, server) => {
    expect(fallbackServerOf(read({ ...host, EMAIL_FALLBACK_URL: url }))).toEqual({ host: 'mail.example.com', tls: {}, ...server });
  });

  it('keep a share of the day for codes', () => {
    expect(read(host).dailyLimit).toBeNull();
    expect(read({ ...host, EMAIL_DAILY_LIMIT: '99' }).dailyLimit).toEqual({ total: 99, keptForCodes: 50 });
    expect(read({ ...host, EMAIL_DAILY_LIMIT: '10', EMAIL_CODES_SHARE_PERCENT: '0' }).dailyLimit).toEqual({ total: 10, keptForCodes: 0 });
  });

  it('bound every wait', () => {
    const limits = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000, dnsTimeout: 5_000 };
    expect(optionsOf(host)).toMatchObject(limits);
  });
});

it.each([
  ['a@example.com', '<1@example.com>'],
  ['The "Name" <a@mail.example.com>', '<1@mail.example.com>'],
])('makes a Message-ID under the domain of %s', (from, messageId) => {
  expect(messageIdFor('1', from)).toBe(messageId);
});
