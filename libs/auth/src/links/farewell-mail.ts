import { Injectable } from '@nestjs/common';
import { BrandSettings, composeMail, Messages } from '@countersign/otp-delivery';
import type { EntityManager } from 'typeorm';
import { linkWording } from './link-wording';

interface Farewell {
  readonly changeId: string;
  readonly userId: string;
  /** The address that is the account's no more. */
  readonly to: string;
}

/** Tells an address that it is the account's no more: the one notice that does not go to the account's present address. */
@Injectable()
export class FarewellMail {
  constructor(
    private readonly messages: Messages,
    private readonly brand: BrandSettings,
  ) {}

  async queue(tx: EntityManager, { changeId, userId, to }: Farewell): Promise<void> {
    const { language, changed } = linkWording(this.brand.MAIL_LANGUAGE);
    const written = composeMail({ language, ...changed(this.brand.APP_NAME) });
    await this.messages.queue(tx, { ...written, userId, to, channel: 'email', purpose: 'security', dedupeKey: `email.changed:${changeId}` });
  }
}
