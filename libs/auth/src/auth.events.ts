import { defineEvents } from '@countersign/kernel';

export const authEvents = defineEvents('auth', {
  'user.registered': { title: 'The account was made' },
  'user.login': {
    title: 'Signed in',
    data: { amr: 'how it was proved (RFC 8176)', excusedBy: 'the policy that excused the second factor, if one did' },
  },
  'user.login_failed': { title: 'A sign-in failed' },
  'session.stepped_up': { title: 'Proved again who is signed in', data: { amr: 'how it was proved (RFC 8176)' } },
});
