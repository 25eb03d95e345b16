import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Accounts } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { newId } from '@countersign/kernel';
import { BrandSettings, escapeHtml, Messages } from '@countersign/otp-delivery';
import { webhookEvents } from '../webhooks.events';

interface TurnedOff {
  readonly webhookId: string;
  readonly ownerId: string;
  readonly url: string;
  readonly cause: 'gone' | 'failing';
}

const CAUSES = {
  gone: 'its receiver answered 410 Gone, which asks us to stop',
  failing: 'its receiver has not taken a single event for too long',
};

/** Tells of a webhook that was turned off: the trail, and its owner by mail. */
@Injectable()
export class TellOwner {
  constructor(
    private readonly accounts: Accounts,
    private readonly audit: AuditTrail,
    private readonly messages: Messages,
    private readonly brand: BrandSettings,
  ) {}

  async turnedOff(tx: EntityManager, { webhookId, ownerId, url, cause }: TurnedOff): Promise<void> {
    const eventId = newId();
    const origin = { requestId: eventId, ipAddress: null, userAgent: null };
    await this.audit.record(tx, origin, webhookEvents['webhook.disabled']({ userId: ownerId, data: { webhookId, cause } }));
    const owner = await this.accounts.facts(ownerId, tx);
    if (!owner?.email) return;
    const brand = this.brand.APP_NAME;
    // The host alone: the rest of a webhook's URL is often a secret.
    const paragraphs = [
      owner.username ? `Hello ${owner.username},` : 'Hello,',
      `Your ${brand} webhook to ${new URL(url).host} was turned off: ${CAUSES[cause]}. Events that happen from now on are not sent to it.`,
      `When the receiver works again, turn the webhook on with PATCH /webhooks/${webhookId} { "isActive": true }. ` +
        `What was not delivered stands in its log for some time and can be repeated from there.`,
      brand,
    ];
    const subject = `Your ${brand} webhook was turned off`;
    const html = `<!doctype html><html lang="en"><body>${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}</body></html>\n`;
    const message = { userId: ownerId, to: owner.email, subject, text: `${paragraphs.join('\n\n')}\n`, html };
    await this.messages.queue(tx, { ...message, channel: 'email', purpose: 'other', dedupeKey: `webhook-off:${eventId}` });
  }
}
