import { defineEvents, type EventNotice } from '@countersign/kernel';

const webhookId = 'the webhook';

const CAUSES: Readonly<Record<string, string>> = {
  gone: 'its receiver answered 410 Gone, which asks us to stop',
  failing: 'its receiver has not taken a single event for too long',
};

const disabledNotice: EventNotice = {
  subject: (brand) => `Your ${brand} webhook was turned off`,
  happened: (brand, { host, cause }) =>
    `Your ${brand} webhook to ${String(host)} was turned off: ${CAUSES[String(cause)]}. Events that happen from now on are not sent to it.`,
  unexpected: () =>
    'If its receiver was to go on: mend it, then turn the webhook on again. What was not delivered stands in its log for some time ' +
    'and can be repeated from there.',
};

export const webhookEvents = defineEvents('webhooks', {
  'webhook.created': { title: 'A webhook was made for your account', data: { webhookId } },
  'webhook.updated': { title: 'One of your webhooks was changed', data: { webhookId, changed: 'the members that changed' } },
  'webhook.deleted': { title: 'One of your webhooks was deleted', data: { webhookId } },
  'webhook.secret_rotated': { title: 'One of your webhooks got a new secret to sign with', data: { webhookId } },
  'webhook.disabled': {
    title: 'One of your webhooks was turned off, because its receiver does not take events',
    // The host alone: the rest of a webhook's URL is often a secret.
    data: { webhookId, host: 'the host of its URL', cause: 'gone: the receiver answered 410; failing: it has failed for too long' },
    notice: disabledNotice,
  },
});
