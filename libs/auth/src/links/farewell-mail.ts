import { Injectable } from '@nestjs/common';
import { BrandSettings, composeMail, Messages } from '@countersign/otp-delivery';
import type { EntityManager } from 'typeorm';
import { linkWording } from './link-wording';

interface Farewell {
  /** Which change or account it is about: one mail each. */
  readonly about: string;
  /** The address that is the account's no more. */
  readonly to: string;
}

/**
 * Tells an address that it is the account's no more: the notices that do not go to the account's present address. They are nobody's
 * messages, so that whoever has taken an account over cannot take them back by deleting it.
 */
@Injectable()
export class FarewellMail {
  constructor(
    private readonly messages: Messages,
    private readonly brand: BrandSettings,
  ) {}

  async queue(tx: EntityManager, kind: 'changed' | 'deleted', { about, to }: Farewell): Promise<void> {
    const { language, words } = linkWording(this.brand.MAIL_LANGUAGE);
    const written = composeMail({ language, ...words[kind](this.brand.APP_NAME) });
    await this.messages.queue(tx, { ...written, userId: null, to, channel: 'email', purpose: 'security', dedupeKey: `farewell:${about}` });
  }
}
