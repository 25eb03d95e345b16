import { FlagSetting, SecretSetting, Settings, TextSetting, WholeSetting, type CrossCheck } from '@countersign/config';
import type { Secret } from '@countersign/kernel';
import type { DailyLimit } from '../channels/channel';

const ADDRESS = /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;
/** Two providers one after the other stay below the 90 s after which the queue breaks a run off. */
const milliseconds = { unit: 'milliseconds', min: 100, max: 40_000 };

/** How mail goes out. With neither EMAIL_HOST nor EMAIL_SERVICE mail is off. */
@Settings('otp-delivery')
export class EmailSettings implements CrossCheck {
  @TextSetting({ why: 'The SMTP server; unset, and EMAIL_SERVICE too, mail is off.', default: null, matches: /^\S+$/, form: 'a host name' })
  readonly EMAIL_HOST: string | null;

  @TextSetting({ why: 'A provider whose host and port nodemailer knows (Gmail, Mailgun …); EMAIL_HOST wins over it.', default: null })
  readonly EMAIL_SERVICE: string | null;

  @WholeSetting({ why: 'Submission with STARTTLS is 587 (RFC 6409), with TLS from the start 465 (RFC 8314).', min: 1, max: 65_535, default: 587 })
  readonly EMAIL_PORT: number;

  @FlagSetting({ why: 'TLS from the first byte (port 465) instead of STARTTLS.', default: false })
  readonly EMAIL_SECURE: boolean;

  @FlagSetting({
    why: 'Demand STARTTLS, or a man in the middle could strip it (RFC 8314 §3.3); never asked of a server on this machine.',
    default: (mode) => mode === 'production',
  })
  readonly EMAIL_REQUIRE_TLS: boolean;

  @TextSetting({
    why: 'Certificates in PEM form that vouch for the mail server beside the well-known ones; EMAIL_TLS_CA_FILE names a file of them.',
    default: null,
    maxLength: 200_000,
    matches: /^\s*-----BEGIN CERTIFICATE-----/,
    form: 'certificates in PEM form',
  })
  readonly EMAIL_TLS_CA: string | null;

  @TextSetting({ why: 'The name that the mail server’s certificate bears, where that is not EMAIL_HOST.', default: null, matches: /^\S+$/, form: 'a host name' })
  readonly EMAIL_TLS_SERVERNAME: string | null;

  @TextSetting({ why: 'The user at the SMTP server; unset, it is used without a log-in.', default: null })
  readonly EMAIL_USER: string | null;

  @SecretSetting({ why: 'The password of EMAIL_USER.', default: null })
  readonly EMAIL_PASSWORD: Secret | null;

  @TextSetting({ why: 'OAuth2 instead of a password: the client’s id.', default: null })
  readonly EMAIL_OAUTH_CLIENT_ID: string | null;

  @SecretSetting({ why: 'OAuth2: the client’s secret.', default: null })
  readonly EMAIL_OAUTH_CLIENT_SECRET: Secret | null;

  @SecretSetting({ why: 'OAuth2: the refresh token that EMAIL_USER granted.', default: null })
  readonly EMAIL_OAUTH_REFRESH_TOKEN: Secret | null;

  @TextSetting({
    why: 'OAuth2: where access tokens are had; Google’s unless set.',
    default: 'https://oauth2.googleapis.com/token',
    matches: /^https?:\/\/[^\s@]+$/,
    form: 'an http(s) URL',
  })
  readonly EMAIL_OAUTH_TOKEN_URL: string;

  @TextSetting({ why: 'The sender of every mail.', default: null, matches: ADDRESS, form: 'an address, or a name and <address>' })
  readonly EMAIL_FROM: string | null;

  @SecretSetting({
    why: 'A second mail server, asked at once when the first one does not take a mail: smtps://user:password@host:465 (TLS) or smtp://…:587 (STARTTLS).',
    default: null,
  })
  readonly EMAIL_FALLBACK_URL: Secret | null;

  @WholeSetting({ why: 'Mails that the first server takes in a day (UTC); unset: no limit of ours.', unit: 'mails', min: 1, default: null })
  readonly EMAIL_DAILY_LIMIT: number | null;

  @WholeSetting({ why: 'The share of EMAIL_DAILY_LIMIT that only codes may use.', unit: 'percent', min: 0, max: 100, default: 50 })
  readonly EMAIL_CODES_SHARE_PERCENT: number;

  @WholeSetting({ why: 'The longest wait for a connection and its TLS.', default: 5_000, ...milliseconds })
  readonly EMAIL_CONNECT_TIMEOUT_MS: number;

  @WholeSetting({ why: 'The longest wait for the greeting of the server.', default: 5_000, ...milliseconds })
  readonly EMAIL_GREETING_TIMEOUT_MS: number;

  @WholeSetting({ why: 'The longest silence of the server within a conversation.', default: 10_000, ...milliseconds })
  readonly EMAIL_SOCKET_TIMEOUT_MS: number;

  @WholeSetting({ why: 'The longest time for one mail in all, for servers that answer a byte at a time.', default: 30_000, ...milliseconds })
  readonly EMAIL_SEND_TIMEOUT_MS: number;

  get isConfigured(): boolean {
    return (this.EMAIL_HOST !== null || this.EMAIL_SERVICE !== null) && this.EMAIL_FROM !== null;
  }

  get hasFallback(): boolean {
    return this.EMAIL_FALLBACK_URL !== null && this.EMAIL_FROM !== null;
  }

  get dailyLimit(): DailyLimit | null {
    const { EMAIL_DAILY_LIMIT: total, EMAIL_CODES_SHARE_PERCENT: share } = this;
    return total === null ? null : { total, keptForCodes: Math.ceil((total * share) / 100) };
  }

  faults(mode: string): string[] {
    const named = this.EMAIL_HOST !== null ? 'EMAIL_HOST' : this.EMAIL_SERVICE !== null ? 'EMAIL_SERVICE' : null;
    const faults = named ? this.faultsOfLogin(named) : [];
    const isFallbackWhole = this.EMAIL_FALLBACK_URL === null || isMailUrl(this.EMAIL_FALLBACK_URL.reveal());
    if (!isFallbackWhole) faults.push('EMAIL_FALLBACK_URL must be smtps://user:password@host:port or smtp://….');
    const isWanted = named ?? (this.EMAIL_FALLBACK_URL && 'EMAIL_FALLBACK_URL');
    if (isWanted && this.EMAIL_FROM === null) faults.push(`EMAIL_FROM is missing: ${isWanted} turns mail on, and mail needs a sender.`);
    const isOpen = this.EMAIL_OAUTH_CLIENT_SECRET !== null && this.EMAIL_OAUTH_TOKEN_URL.startsWith('http:');
    if (isOpen && mode === 'production') faults.push('EMAIL_OAUTH_TOKEN_URL must start with https:// in production: the client’s secret goes there.');
    return faults;
  }

  private faultsOfLogin(named: string): string[] {
    const { EMAIL_USER, EMAIL_PASSWORD, EMAIL_OAUTH_CLIENT_ID: id, EMAIL_OAUTH_CLIENT_SECRET: secret, EMAIL_OAUTH_REFRESH_TOKEN: token } = this;
    const given = [id, secret, token].filter((value) => value !== null).length;
    if (given === 3 && EMAIL_USER === null) return [`EMAIL_USER is missing: OAuth2 at ${named} logs somebody in.`];
    if (given > 0 && given < 3) return ['EMAIL_OAUTH_CLIENT_ID, EMAIL_OAUTH_CLIENT_SECRET and EMAIL_OAUTH_REFRESH_TOKEN belong together: set all or none.'];
    if (EMAIL_USER === null || EMAIL_PASSWORD !== null || given === 3) return [];
    return ['EMAIL_PASSWORD is missing: EMAIL_USER wants to log in. Set both or neither.'];
  }
}

function isMailUrl(text: string): boolean {
  return /^smtps?:\/\/[^\s/]+\/?$/.test(text) && URL.canParse(text) && new URL(text).hostname !== '';
}
