import { defineEvents, type EventNotice } from '@countersign/kernel';

const reuse: EventNotice = {
  subject: (brand) => `A session of your ${brand} account may have been copied`,
  happened: (brand) => `A token of your ${brand} account was shown after it had been replaced, as a copy of it would be. The session was ended.`,
  unexpected: () => 'If you see this more than once, somebody may read what your browser or app keeps: change your password, and look for unknown programs there.',
  isHourly: true,
};

export const sessionEvents = defineEvents('sessions', {
  'user.logout': { title: 'A session of your account was signed out' },
  'session.revoked': {
    title: 'One or more sessions of your account were ended',
    data: {
      revokedCount: 'How many sessions ended',
      keptCurrent: 'Whether the session that asked goes on',
      byUserId: 'The administrator who ended them, if one did',
    },
  },
  'session.reuse_detected': { title: 'A session of your account may have been copied, so it was ended', notice: reuse },
});
