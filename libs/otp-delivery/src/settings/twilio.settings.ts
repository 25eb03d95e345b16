import { SecretSetting, Settings, TextSetting, WholeSetting, type CrossCheck } from '@countersign/config';
import type { Secret } from '@countersign/kernel';

/** One account to send from. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** A number or sender id, or a Messaging Service (`MG…`). */
  readonly from: string;
  readonly edge?: string;
  readonly region?: string;
  /** Origin of the API instead of Twilio's. */
  readonly apiUrl?: string;
}

const SID = /^AC[0-9a-fA-F]{32}$/;
const SENDER = /^(\+[1-9]\d{4,14}|\d{3,8}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/;
const LABEL = /^[a-z0-9-]+$/;

/** How text messages go out. Without an account they are off. */
@Settings('otp-delivery')
export class TwilioSettings implements CrossCheck {
  @TextSetting({ why: 'The Twilio account that sends text messages; unset, they are off.', default: null, matches: SID, form: 'AC and 32 hexadecimal digits' })
  readonly TWILIO_ACCOUNT_SID: string | null;

  @SecretSetting({ why: 'The account’s auth token; it also signs Twilio’s reports of what was delivered.', default: null })
  readonly TWILIO_AUTH_TOKEN: Secret | null;

  @TextSetting({
    why: 'The sender: a number (+15551234567), a short code or a sender id of letters.',
    default: null,
    matches: SENDER,
    form: 'a number such as +15551234567, a short code or a sender id',
  })
  readonly TWILIO_PHONE_NUMBER: string | null;

  @TextSetting({
    why: 'A Messaging Service that picks the sender; wins over TWILIO_PHONE_NUMBER.',
    default: null,
    matches: /^MG[0-9a-fA-F]{32}$/,
    form: 'MG and 32 hexadecimal digits',
  })
  readonly TWILIO_MESSAGING_SERVICE_SID: string | null;

  @TextSetting({ why: 'The edge location to go in by, such as dublin.', default: null, matches: LABEL, form: 'a name such as dublin' })
  readonly TWILIO_EDGE: string | null;

  @TextSetting({ why: 'The region that processes the messages, such as ie1.', default: null, matches: LABEL, form: 'a name such as ie1' })
  readonly TWILIO_REGION: string | null;

  @TextSetting({
    why: 'Another origin than https://api.twilio.com, for a gateway of your own or a test.',
    default: null,
    matches: /^https?:\/\/[^\s/?#@]+\/?$/,
    form: 'an http(s) origin',
  })
  readonly TWILIO_API_URL: string | null;

  @WholeSetting({ why: 'The longest time for one text message in all.', unit: 'milliseconds', min: 100, max: 30_000, default: 5_000 })
  readonly TWILIO_TIMEOUT_MS: number;

  @SecretSetting({
    why: 'A second account, asked at once when the first one does not take a message: https://<account sid>:<auth token>@api.<edge>.<region>.twilio.com/<sender>.',
    default: null,
  })
  readonly TWILIO_FALLBACK_URL: Secret | null;

  /** Null: text messages are off. */
  get account(): TwilioAccount | null {
    const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: token, TWILIO_EDGE, TWILIO_REGION, TWILIO_API_URL } = this;
    const from = this.TWILIO_MESSAGING_SERVICE_SID ?? this.TWILIO_PHONE_NUMBER;
    if (accountSid === null || token === null || from === null) return null;
    const place = { edge: TWILIO_EDGE ?? undefined, region: TWILIO_REGION ?? undefined, apiUrl: TWILIO_API_URL ?? undefined };
    return { accountSid, authToken: token.reveal(), from, ...place };
  }

  get fallback(): TwilioAccount | null {
    return this.TWILIO_FALLBACK_URL && accountIn(this.TWILIO_FALLBACK_URL);
  }

  faults(mode: string): string[] {
    const faults = this.missing();
    if (this.TWILIO_FALLBACK_URL !== null && this.fallback === null) {
      faults.push('TWILIO_FALLBACK_URL must be https://<account sid>:<auth token>@<host>/<sender>.');
    }
    const isOpen = [this.account, this.fallback].some((account) => account?.apiUrl?.startsWith('http:'));
    if (isOpen && mode === 'production') faults.push('TWILIO_API_URL and TWILIO_FALLBACK_URL must start with https:// in production.');
    return faults;
  }

  private missing(): string[] {
    const faults: string[] = [];
    const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER, TWILIO_MESSAGING_SERVICE_SID } = this;
    const isWanted = TWILIO_ACCOUNT_SID !== null || TWILIO_AUTH_TOKEN !== null;
    if (isWanted && TWILIO_ACCOUNT_SID === null) faults.push('TWILIO_ACCOUNT_SID is missing: TWILIO_AUTH_TOKEN is of an account. Set both or neither.');
    if (isWanted && TWILIO_AUTH_TOKEN === null) faults.push('TWILIO_AUTH_TOKEN is missing: TWILIO_ACCOUNT_SID turns text messages on. Set both or neither.');
    if (isWanted && (TWILIO_MESSAGING_SERVICE_SID ?? TWILIO_PHONE_NUMBER) === null) {
      faults.push('TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID is missing: text messages need a sender.');
    }
    return faults;
  }
}

function accountIn(url: Secret): TwilioAccount | null {
  if (!URL.canParse(url.reveal())) return null;
  const { origin, protocol, username: accountSid, password, pathname } = new URL(url.reveal());
  const [from, authToken] = [decoded(pathname.slice(1)), decoded(password)];
  const isWhole = /^https?:$/.test(protocol) && SID.test(accountSid) && authToken !== '' && SENDER.test(from);
  return isWhole ? { accountSid, authToken, from, apiUrl: origin } : null;
}

/** Empty where the escapes are not whole. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
