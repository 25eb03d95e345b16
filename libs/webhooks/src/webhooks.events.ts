import { defineEvents } from '@countersign/kernel';

const webhookId = 'the webhook';

export const webhookEvents = defineEvents('webhooks', {
  'webhook.created': { title: 'A webhook was made', data: { webhookId } },
  'webhook.updated': { title: 'A webhook was changed', data: { webhookId, changed: 'the members that changed' } },
  'webhook.deleted': { title: 'A webhook was deleted', data: { webhookId } },
  'webhook.secret_rotated': { title: 'A webhook signs with a new secret', data: { webhookId } },
  'webhook.disabled': {
    title: 'A webhook was turned off because its receiver does not take events',
    data: { webhookId, cause: 'gone: the receiver answered 410; failing: it has failed for too long' },
  },
});
