import { defineProblems } from '@countersign/kernel';

export const deliveryProblems = defineProblems('otp-delivery', {
  channel_unavailable: {
    status: 503,
    title: 'The channel is off',
    detail: 'Messages of this kind are not sent here. Choose another way.',
    exposes: ['retryAfter'],
  },
});
