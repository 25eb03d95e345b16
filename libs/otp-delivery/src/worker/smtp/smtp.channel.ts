import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { smtp, smtpFallback } from '../../channels/built-in.channels';
import { Channel, type DeliveryChannel, type OutgoingMessage, type Receipt } from '../../channels/channel';
import { ChannelFailure } from '../../channels/channel-failure';
import { EmailSettings } from '../../settings/email.settings';
import { SmtpClient } from './smtp-client';
import { fallbackServerOf, serverOf } from './smtp-server';

abstract class MailChannel implements DeliveryChannel, OnApplicationShutdown {
  protected abstract readonly client: SmtpClient | null;

  send(message: OutgoingMessage): Promise<Receipt> {
    return this.configured().send(message);
  }

  verify(): Promise<void> {
    return this.configured().verify();
  }

  onApplicationShutdown(): void {
    this.client?.close();
  }

  private configured(): SmtpClient {
    if (!this.client) throw new ChannelFailure('smtp is not configured', { isPermanent: false });
    return this.client;
  }
}

/** Mail over the server of EMAIL_HOST or EMAIL_SERVICE. */
@Injectable()
@Channel(smtp)
export class SmtpChannel extends MailChannel {
  protected readonly client: SmtpClient | null;

  constructor(settings: EmailSettings) {
    super();
    this.client = settings.isConfigured ? new SmtpClient(serverOf(settings), settings) : null;
  }
}

/** Mail over the server of EMAIL_FALLBACK_URL. */
@Injectable()
@Channel(smtpFallback)
export class SmtpFallbackChannel extends MailChannel {
  protected readonly client: SmtpClient | null;

  constructor(settings: EmailSettings) {
    super();
    this.client = settings.hasFallback ? new SmtpClient(fallbackServerOf(settings), settings) : null;
  }
}
