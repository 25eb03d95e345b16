import { ChannelFailure } from '../../channels/channel-failure';
import { verdictOf } from '../../channels/twilio-verdict';

const MOST_SECONDS = 86_400;

const ABOUT_THE_REQUEST = new Set([400, 403]);
/**
 * Codes of numbers and messages (a country that is not permitted, a carrier that cannot be reached), which say nothing of the
 * next one; those of accounts begin with 20.
 */
const ABOUT_THE_NUMBER = /^(214|216|30)\d+$/;

interface Headers {
  readonly 'retry-after'?: string;
  readonly date?: string;
}

/** An answer that is no success. Its text stays behind, as it repeats the number. */
export function twilioFailure(status: number, body: string, headers: Headers = {}): ChannelFailure {
  const code = codeIn(body);
  const seconds = pauseIn(headers);
  const { isPermanent, isUndeliverable } = verdictOf(code);
  const reason = ['twilio', status, code].filter((word) => word !== null).join(' ');
  const isOfMessage = ABOUT_THE_REQUEST.has(status) && code !== null && ABOUT_THE_NUMBER.test(String(code));
  return new ChannelFailure(reason, { isPermanent, isUndeliverable, isOfMessage, ...(seconds === undefined || isPermanent ? {} : { retryAfterSeconds: seconds }) });
}

/** Seconds, or a date (RFC 9110 §10.2.3), which is read by the clock of the server that wrote it. */
function pauseIn({ 'retry-after': text = '', date = '' }: Headers): number | undefined {
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - Date.parse(date)) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), MOST_SECONDS);
}

function codeIn(body: string): number | null {
  const found = /"code"\s*:\s*(\d{4,6})\b/.exec(body)?.[1];
  return found === undefined ? null : Number(found);
}
