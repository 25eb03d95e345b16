import type { NodemailerError } from 'nodemailer';
import { ChannelFailure } from '../../channels/channel-failure';

/** The commands whose refusal is about the message; a refused greeting, log-in or TLS is about the server or our settings. */
const ABOUT_THE_MESSAGE = /^(MAIL FROM|RCPT TO|DATA)$/;

/** Bad or disabled mailboxes (RFC 3463 §3.2, §3.3), and the plain codes for them and for bad addresses (RFC 5321 §4.2.2). */
const BAD_MAILBOX = /^5\.(1\.\d+|2\.1)$/;
const BAD_MAILBOX_PLAIN = new Set([501, 550, 551, 553]);

/** "Log in first" at MAIL FROM (RFC 4954 §6): our settings' fault, not the message's. */
const WANTS_LOGIN = 530;

/** The server closes, whatever it was asked (RFC 5321 §4.2.2). */
const SHUTS_DOWN = 421;

/**
 * What an SMTP error means for the message. A 5yz reply to an envelope or to the data is final (RFC 5321 §4.2.1); all
 * else (4yz, time limits, lost connections, a wrong password of ours) may pass. Only codes are kept: replies and
 * messages of servers repeat the address.
 */
export function smtpFailure(error: unknown): ChannelFailure {
  const { code, responseCode, response, permanent, command } = error as NodemailerError;
  const isRefused = permanent === true && responseCode !== WANTS_LOGIN && ABOUT_THE_MESSAGE.test(command ?? '');
  const isMalformed = code === 'EENVELOPE' && responseCode === undefined;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const isBadMailbox = command === 'RCPT TO' && (enhanced ? BAD_MAILBOX.test(enhanced) : BAD_MAILBOX_PLAIN.has(responseCode ?? 0));
  const words = ['smtp', code ?? 'error', responseCode, enhanced, command && !/^AUTH/.test(command) && `at ${command}`];
  // Greylisting or a full mailbox (RFC 5321 §4.2.2, 450 and 452): the server is well, and takes what goes elsewhere.
  const isOfMessage = command === 'RCPT TO' && responseCode !== undefined && responseCode !== SHUTS_DOWN;
  const verdict = { isPermanent: isRefused || isMalformed, isUndeliverable: isMalformed || isBadMailbox, isOfMessage };
  return new ChannelFailure(words.filter(Boolean).join(' '), verdict);
}
