import { defineProblems } from '@countersign/kernel';

export const webhookProblems = defineProblems('webhooks', {
  too_many_webhooks: {
    status: 409,
    title: 'Too many webhooks',
    detail: 'You have as many webhooks as one account may have. Delete one that is not needed any more.',
    exposes: ['limit'],
  },
  webhook_inactive: {
    status: 409,
    title: 'The webhook is turned off',
    detail: 'Nothing is delivered while the webhook is turned off. Turn it on with PATCH { "isActive": true }, then try again.',
  },
  delivery_under_way: {
    status: 409,
    title: 'The delivery is under way',
    detail: 'This delivery is still being tried. It can be repeated when it has succeeded or failed.',
  },
});
