import { defineEvents, type EventNotice } from '@countersign/kernel';

const byUserId = 'the administrator';

const suspended: EventNotice = {
  subject: (brand) => `Your ${brand} account was suspended`,
  happened: (brand) => `An administrator suspended your ${brand} account. All sessions have ended, and nobody can log in to it.`,
  unexpected: (brand) => `If you do not know why, ask those who run ${brand}.`,
};

export const administrationEvents = defineEvents('auth', {
  'user.administrator_made': { title: 'Your account was made by those who run the service, for an administrator' },
  'user.suspended': { title: 'An administrator suspended your account', data: { byUserId, revokedCount: 'how many sessions this ended' }, notice: suspended },
  'user.reinstated': { title: 'An administrator reinstated your account', data: { byUserId } },
  'user.unlocked': { title: 'An administrator let you try again after too many wrong attempts', data: { byUserId } },
});
