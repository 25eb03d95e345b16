import { defineEvents } from '@countersign/kernel';

export const sessionEvents = defineEvents('sessions', {
  'user.logout': { title: 'A session was ended by logging out' },
  'session.revoked': {
    title: 'One or more sessions were ended',
    data: {
      revokedCount: 'How many sessions ended',
      keptCurrent: 'Whether the session that asked goes on',
    },
  },
  'session.reuse_detected': { title: 'A refresh token was shown again after its use; its session was ended' },
});
