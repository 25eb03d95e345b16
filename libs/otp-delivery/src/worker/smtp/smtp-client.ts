import { createTransport, type SMTPPoolOptions, type SMTPPoolSentMessageInfo, type Transporter } from 'nodemailer';
import type { OutgoingMessage, Receipt } from '../../channels/channel';
import type { EmailSettings } from '../../settings/email.settings';
import { timeLimit } from '../time-limit';
import { smtpFailure } from './smtp-failure';
import { messageIdFor, smtpOptions, type SmtpServer } from './smtp-server';

type Pool = Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;

/** A pool serves what it is given one after the other: codes have connections of their own, or they would wait behind notices. */
const CONNECTIONS = { codes: 2, others: 3 };

/** Mail over one server: at most five pooled connections, every wait bounded. */
export class SmtpClient {
  readonly #codes: Pool;
  readonly #others: Pool;

  constructor(
    server: SmtpServer,
    private readonly settings: EmailSettings,
  ) {
    this.#codes = createTransport({ ...smtpOptions(server, settings), maxConnections: CONNECTIONS.codes });
    this.#others = createTransport({ ...smtpOptions(server, settings), maxConnections: CONNECTIONS.others });
  }

  async send({ id, to, subject, text, html, isUrgent, signal }: OutgoingMessage): Promise<Receipt> {
    const { EMAIL_FROM, EMAIL_SEND_TIMEOUT_MS } = this.settings;
    const from = EMAIL_FROM ?? '';
    try {
      const { messageId } = await (isUrgent ? this.#codes : this.#others).sendMail({
        from,
        // An object, not a text: a text may name several mailboxes.
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: messageIdFor(id, from),
        headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834 §5: no vacation answers
        signal: AbortSignal.any([signal, timeLimit(EMAIL_SEND_TIMEOUT_MS)]),
      });
      return { providerMessageId: messageId };
    } catch (error) {
      throw smtpFailure(error);
    }
  }

  /** Connects, encrypts and logs in on a connection of its own. */
  async verify(): Promise<void> {
    try {
      await this.#codes.verify();
    } catch (error) {
      throw smtpFailure(error);
    }
  }

  /** What is under way ends by itself within the time limits; idle connections are closed at once. */
  close(): void {
    for (const pool of [this.#codes, this.#others]) pool.close();
  }
}
