import { Injectable } from '@nestjs/common';
import type { LinkKind } from '@countersign/accounts';
import { Channels, deliveryProblems } from '@countersign/otp-delivery';
import { WebSettings } from '@countersign/web';
import { AuthSettings } from '../auth.settings';

type Opening = Exclude<LinkKind, 'exists'>;

/** Where links in mails lead, and whether they can be sent at all. */
@Injectable()
export class MailLinks {
  constructor(
    private readonly channels: Channels,
    private readonly settings: AuthSettings,
    private readonly web: WebSettings,
  ) {}

  /** The settings that are missing, in words; null: links can be sent. */
  get missing(): string | null {
    const mail = this.channels.isAvailable('email') ? [] : this.channels.withoutTransport().filter(({ channel }) => channel === 'email');
    const settings = [...mail.map((off) => off.settings), ...(this.web.FRONTEND_URL === null ? ['FRONTEND_URL'] : [])];
    return settings.length > 0 ? settings.join(', and ') : null;
  }

  /** The same for every address. @throws channel_unavailable */
  mustBeOn(): void {
    if (this.missing === null) return;
    const detail = 'Mails with links are not sent here. Ask those who run the service.';
    throw deliveryProblems.channel_unavailable({}, { detail, reason: `set ${this.missing}` });
  }

  linkFor(kind: Opening, token: string): string {
    const { RESET_PASSWORD_PAGE: reset, VERIFY_EMAIL_PAGE: verify, CONFIRM_EMAIL_PAGE: change } = this.settings;
    const page = { reset, verify, change }[kind];
    return `${this.web.FRONTEND_URL?.replace(/\/+$/, '') ?? ''}${page.replace('{token}', token)}`;
  }

  secondsOf(kind: Opening): number {
    return kind === 'reset' ? this.settings.RESET_LINK_TTL_SECONDS : this.settings.EMAIL_LINK_TTL_SECONDS;
  }
}
