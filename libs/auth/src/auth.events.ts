import { defineEvents, type EventNotice } from '@countersign/kernel';

const newDevice: EventNotice = {
  subject: (brand) => `Your ${brand} account was signed in to from a new device`,
  happened: (brand) => `Somebody signed in to your ${brand} account with a browser or app that had not been used for it before.`,
  unexpected: () => 'If this was not you, somebody else knows your password: change it at once, which ends all other sessions.',
  isTold: ({ isNewDevice }) => isNewDevice === true,
};

export const authEvents = defineEvents('auth', {
  'user.registered': { title: 'Your account was made' },
  'user.login': {
    title: 'Your account was signed in to',
    data: {
      amr: 'how it was proved (RFC 8176)',
      excusedBy: 'the policy that excused the second factor, if one did',
      hasToEnrol: 'true: good for the enrolment of a second factor alone, until that is done',
      isNewDevice: 'true: browser and system are new to the user, who has signed in before',
    },
    notice: newDevice,
  },
  'user.login_failed': { title: 'An attempt to sign in to your account failed' },
  'session.stepped_up': { title: 'It was confirmed again that it is you, within a session', data: { amr: 'how it was proved (RFC 8176)' } },
});
