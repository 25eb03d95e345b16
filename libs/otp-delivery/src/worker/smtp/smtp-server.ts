import { isIP } from 'node:net';
import type { SMTPPoolOptions } from 'nodemailer';
import wellKnown from 'nodemailer/lib/well-known';
import { StartupFault } from '@countersign/kernel';
import type { EmailSettings } from '../../settings/email.settings';

/** Where mail goes in, and as whom. */
export type SmtpServer = Pick<SMTPPoolOptions, 'host' | 'port' | 'secure' | 'auth' | 'tls'> & { readonly host: string };

/**
 * The first server. EMAIL_HOST wins over EMAIL_SERVICE, OAuth2 over a password.
 *
 * @throws StartupFault when nobody knows the service.
 */
export function serverOf(settings: EmailSettings): SmtpServer {
  const { EMAIL_HOST, EMAIL_SERVICE, EMAIL_PORT, EMAIL_SECURE, EMAIL_TLS_CA, EMAIL_TLS_SERVERNAME } = settings;
  const more = {
    auth: loginOf(settings),
    tls: { ...(EMAIL_TLS_CA === null ? {} : { ca: EMAIL_TLS_CA }), ...(EMAIL_TLS_SERVERNAME === null ? {} : { servername: EMAIL_TLS_SERVERNAME }) },
  };
  if (EMAIL_HOST !== null) return { host: EMAIL_HOST, port: EMAIL_PORT, secure: EMAIL_SECURE, ...more };
  const known = wellKnown(EMAIL_SERVICE ?? '');
  if (!known || !known.host) {
    throw new StartupFault('EMAIL_SERVICE names a provider that nodemailer does not know: set EMAIL_HOST and EMAIL_PORT instead.');
  }
  return { host: known.host, port: Number(known.port ?? EMAIL_PORT), secure: known.secure ?? false, ...more };
}

/** The server of EMAIL_FALLBACK_URL, which its settings class has checked. */
export function fallbackServerOf({ EMAIL_FALLBACK_URL, EMAIL_TLS_CA }: EmailSettings): SmtpServer {
  const { protocol, hostname, port, username, password } = new URL(EMAIL_FALLBACK_URL?.reveal() ?? '');
  const secure = protocol === 'smtps:';
  const auth = username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const tls = EMAIL_TLS_CA === null ? {} : { ca: EMAIL_TLS_CA };
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 465 : 587)), secure, auth, tls };
}

function loginOf(settings: EmailSettings): SMTPPoolOptions['auth'] {
  const { EMAIL_USER: user, EMAIL_PASSWORD, EMAIL_OAUTH_CLIENT_ID: clientId, EMAIL_OAUTH_CLIENT_SECRET, EMAIL_OAUTH_REFRESH_TOKEN } = settings;
  if (user === null) return undefined;
  if (clientId === null) return { user, pass: EMAIL_PASSWORD?.reveal() };
  return {
    type: 'OAuth2',
    user,
    clientId,
    clientSecret: EMAIL_OAUTH_CLIENT_SECRET?.reveal(),
    refreshToken: EMAIL_OAUTH_REFRESH_TOKEN?.reveal(),
    accessUrl: settings.EMAIL_OAUTH_TOKEN_URL,
    requestTimeout: settings.EMAIL_CONNECT_TIMEOUT_MS,
  };
}

/** nodemailer's options for a server: pooled, every wait bounded, STARTTLS demanded where EMAIL_REQUIRE_TLS says so. */
export function smtpOptions(server: SmtpServer, settings: EmailSettings): SMTPPoolOptions & { pool: true } {
  return {
    ...server,
    pool: true,
    // The queue repeats a failed message; once more here is for a connection that the server had closed while idle.
    maxRequeues: 1,
    requireTLS: settings.EMAIL_REQUIRE_TLS && !server.secure && !isLoopback(server.host),
    dnsTimeout: settings.EMAIL_CONNECT_TIMEOUT_MS,
    connectionTimeout: settings.EMAIL_CONNECT_TIMEOUT_MS,
    greetingTimeout: settings.EMAIL_GREETING_TIMEOUT_MS,
    socketTimeout: settings.EMAIL_SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === 'localhost' || host.endsWith('.localhost');
}

/** The same for each attempt at one message, so that a receiver can tell a repetition (RFC 5322 §3.6.4). */
export function messageIdFor(id: string, from: string): string {
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return `<${id}@${domain}>`;
}
