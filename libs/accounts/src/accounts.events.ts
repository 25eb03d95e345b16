import { defineEvents } from '@countersign/kernel';

export const accountEvents = defineEvents('accounts', {
  'user.locked': {
    title: 'Log-in was slowed down after too many wrong passwords',
    data: { limit: 'Which limit was reached: "pair" (account and address), "device" or "account"', retryAfter: 'Seconds to wait' },
  },
  'password.changed': { title: 'The password was changed', data: { revokedCount: 'Other sessions that this ended' } },
});
