import { ChannelFailure } from '../../channels/channel-failure';
import { verdictOf } from '../../channels/twilio-verdict';

const MOST_SECONDS = 86_400;

/** An answer that is no success. Its text stays behind, as it repeats the number. */
export function twilioFailure(status: number, body: string, retryAfter?: string): ChannelFailure {
  const code = codeIn(body);
  const seconds = /^\d{1,9}$/.test(retryAfter ?? '') ? Math.min(Number(retryAfter), MOST_SECONDS) : undefined;
  const { isPermanent, isUndeliverable } = verdictOf(code);
  const reason = ['twilio', status, code].filter((word) => word !== null).join(' ');
  return new ChannelFailure(reason, { isPermanent, isUndeliverable, ...(seconds === undefined || isPermanent ? {} : { retryAfterSeconds: seconds }) });
}

function codeIn(body: string): number | null {
  const found = /"code"\s*:\s*(\d{4,6})\b/.exec(body)?.[1];
  return found === undefined ? null : Number(found);
}
