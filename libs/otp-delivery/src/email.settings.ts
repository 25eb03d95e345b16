import { FlagSetting, SecretSetting, Settings, TextSetting, WholeSetting } from '@countersign/config';
import type { Secret } from '@countersign/kernel';

const ADDRESS = /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;
/** Below the 60 s after which the queue breaks a run off. */
const milliseconds = { unit: 'milliseconds', min: 100, max: 50_000 };

/** How mail goes out. With neither EMAIL_HOST nor EMAIL_SERVICE mail is off. */
@Settings('otp-delivery')
export class EmailSettings {
  @TextSetting({ why: 'The SMTP server; unset, and EMAIL_SERVICE too, mail is off.', default: null, matches: /^\S+$/, form: 'a host name' })
  readonly EMAIL_HOST: string | null;

  @TextSetting({ why: 'A provider whose host and port nodemailer knows (Gmail, Mailgun …); EMAIL_HOST wins over it.', default: null })
  readonly EMAIL_SERVICE: string | null;

  @WholeSetting({ why: 'Submission with STARTTLS is 587 (RFC 6409), with TLS from the start 465 (RFC 8314).', min: 1, max: 65_535, default: 587 })
  readonly EMAIL_PORT: number;

  @FlagSetting({ why: 'TLS from the first byte (port 465) instead of STARTTLS.', default: false })
  readonly EMAIL_SECURE: boolean;

  @TextSetting({ why: 'The user at the SMTP server; unset, it is used without a log-in.', default: null })
  readonly EMAIL_USER: string | null;

  @SecretSetting({ why: 'The password of EMAIL_USER.', default: null })
  readonly EMAIL_PASSWORD: Secret | null;

  @TextSetting({ why: 'The sender of every mail.', default: null, matches: ADDRESS, form: 'an address, or a name and <address>' })
  readonly EMAIL_FROM: string | null;

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

  faults(): string[] {
    const faults: string[] = [];
    const named = this.EMAIL_HOST !== null ? 'EMAIL_HOST' : this.EMAIL_SERVICE !== null ? 'EMAIL_SERVICE' : null;
    if (named && this.EMAIL_FROM === null) faults.push(`EMAIL_FROM is missing: ${named} turns mail on, and mail needs a sender.`);
    if (named && this.EMAIL_USER !== null && this.EMAIL_PASSWORD === null) {
      faults.push('EMAIL_PASSWORD is missing: EMAIL_USER wants to log in. Set both or neither.');
    }
    return faults;
  }
}
