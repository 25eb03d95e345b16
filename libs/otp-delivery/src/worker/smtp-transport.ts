import { isIP } from 'node:net';
import type { SMTPPoolOptions } from 'nodemailer';
import wellKnown from 'nodemailer/lib/well-known';
import { StartupFault } from '@countersign/kernel';
import type { EmailSettings } from '../email.settings';

/**
 * nodemailer's options from the settings. EMAIL_HOST wins over EMAIL_SERVICE. In production STARTTLS is demanded, or a
 * man in the middle could strip it (RFC 8314 §3.3), except towards this very machine.
 *
 * @throws StartupFault when nobody knows the service.
 */
export function smtpOptions(settings: EmailSettings, isProduction: boolean): SMTPPoolOptions & { pool: true } {
  const server = serverOf(settings);
  const { EMAIL_USER: user, EMAIL_PASSWORD: password } = settings;
  return {
    ...server,
    pool: true,
    // The queue repeats a failed message; once more here is for a connection that the server had closed while idle.
    maxRequeues: 1,
    requireTLS: isProduction && !server.secure && !isLoopback(server.host),
    auth: user === null ? undefined : { user, pass: password?.reveal() },
    dnsTimeout: settings.EMAIL_CONNECT_TIMEOUT_MS,
    connectionTimeout: settings.EMAIL_CONNECT_TIMEOUT_MS,
    greetingTimeout: settings.EMAIL_GREETING_TIMEOUT_MS,
    socketTimeout: settings.EMAIL_SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function serverOf({ EMAIL_HOST, EMAIL_SERVICE, EMAIL_PORT, EMAIL_SECURE }: EmailSettings) {
  if (EMAIL_HOST !== null) return { host: EMAIL_HOST, port: EMAIL_PORT, secure: EMAIL_SECURE };
  const known = wellKnown(EMAIL_SERVICE ?? '');
  if (!known || !known.host) {
    throw new StartupFault('EMAIL_SERVICE names a provider that nodemailer does not know: set EMAIL_HOST and EMAIL_PORT instead.');
  }
  return { host: known.host, port: Number(known.port ?? EMAIL_PORT), secure: known.secure ?? false };
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
