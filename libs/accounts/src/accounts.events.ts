import { defineEvents } from '@countersign/kernel';

export const accountEvents = defineEvents('accounts', {
  'user.locked': {
    title: 'Too many wrong attempts: the next one has to wait',
    data: { limit: 'Which limit was reached: "pair" (account and address), "device", "account" or "second-factor"', retryAfter: 'Seconds to wait' },
  },
  'password.changed': { title: 'The password was changed', data: { revokedCount: 'Other sessions that this ended' } },
});
