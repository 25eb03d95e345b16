import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type SMTPPoolOptions, type SMTPPoolSentMessageInfo, type Transporter } from 'nodemailer';
import { RuntimeSettings } from '@countersign/config';
import { smtp } from '../built-in.channels';
import { Channel, type DeliveryChannel, type OutgoingMessage, type Receipt } from '../channel';
import { ChannelFailure } from '../channel-failure';
import { EmailSettings } from '../email.settings';
import { smtpFailure } from './smtp-failure';
import { messageIdFor, smtpOptions } from './smtp-transport';

/** Mail over SMTP: at most five pooled connections, every wait bounded. */
@Channel(smtp)
export class SmtpChannel implements DeliveryChannel, OnApplicationShutdown {
  readonly #transport: Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions> | null;

  constructor(
    private readonly settings: EmailSettings,
    runtime: RuntimeSettings,
  ) {
    this.#transport = settings.isConfigured ? createTransport(smtpOptions(settings, runtime.isProduction)) : null;
  }

  async send({ id, to, subject, text, html, signal }: OutgoingMessage): Promise<Receipt> {
    const { EMAIL_FROM: from, EMAIL_SEND_TIMEOUT_MS } = this.settings;
    if (!this.#transport || from === null) throw new ChannelFailure('smtp is not configured', { isPermanent: true });
    try {
      const { messageId } = await this.#transport.sendMail({
        from,
        // An object, not a text: a text may name several mailboxes.
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: messageIdFor(id, from),
        headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834 §5: no vacation answers
        signal: AbortSignal.any([signal, AbortSignal.timeout(EMAIL_SEND_TIMEOUT_MS)]),
      });
      return { providerMessageId: messageId };
    } catch (error) {
      throw smtpFailure(error);
    }
  }

  /** What is under way ends by itself within the time limits; idle connections are closed at once. */
  onApplicationShutdown(): void {
    this.#transport?.close();
  }
}
