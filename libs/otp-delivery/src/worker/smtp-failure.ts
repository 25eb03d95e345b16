import type { NodemailerError } from 'nodemailer';
import { ChannelFailure } from '../channel-failure';

/** The commands whose refusal is about the message; a refused greeting, log-in or TLS is about the server or our settings. */
const ABOUT_THE_MESSAGE = /^(MAIL FROM|RCPT TO|DATA)$/;

/**
 * What an SMTP error means for the message. A 5yz reply to an envelope or to the data is final (RFC 5321 §4.2.1); all
 * else (4yz, time limits, lost connections, a wrong password of ours) may pass. Only codes are kept: replies and
 * messages of servers repeat the address.
 */
export function smtpFailure(error: unknown): ChannelFailure {
  const { code, responseCode, response, permanent, command } = error as NodemailerError;
  const isRefused = permanent === true && ABOUT_THE_MESSAGE.test(command ?? '');
  const isMalformed = code === 'EENVELOPE' && responseCode === undefined;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const words = ['smtp', code ?? 'error', responseCode, enhanced, command && !/^AUTH/.test(command) && `at ${command}`];
  return new ChannelFailure(words.filter(Boolean).join(' '), { isPermanent: isRefused || isMalformed });
}
