import { defineEvents, type EventNotice } from '@countersign/kernel';

const askForHelp = (brand: string) => `If you cannot log in any more, ask those who run ${brand} for help.`;

const passwordChanged: EventNotice = {
  subject: (brand) => `The password of your ${brand} account was changed`,
  happened: (brand) => `The password of your ${brand} account was changed. Other sessions and all trusted devices have ended.`,
  unexpected: (brand) => `If this was not you, somebody else can get into your account: reset the password at once. ${askForHelp(brand)}`,
};

const passwordReset: EventNotice = {
  subject: (brand) => `The password of your ${brand} account was reset`,
  happened: (brand) =>
    `The password of your ${brand} account was reset by a link that was sent to this address. All sessions and trusted devices have ended. ` +
    'For 24 hours no code for a log-in is sent to this address.',
  unexpected: (brand) =>
    'If this was not you, somebody else reads your mail: change the password of your mailbox first, then that of your account. ' + askForHelp(brand),
};

const locked: EventNotice = {
  subject: (brand) => `Too many wrong attempts to log in to your ${brand} account`,
  happened: (brand) => `Somebody tried to log in to your ${brand} account and failed so often that further attempts have to wait.`,
  unexpected: () =>
    'If this was not you, somebody is guessing. Nobody got in by it. If a code was guessed, your password is known: change it.',
  isTold: ({ limit }) => limit === 'account' || limit === 'second-factor',
  isHourly: true,
};

const emailChangeRequested: EventNotice = {
  subject: (brand) => `The e-mail address of your ${brand} account is about to change`,
  happened: (brand) => `A new e-mail address was given for your ${brand} account. It takes the place of this one when a link that was sent to it is opened.`,
  unexpected: (brand) => `If this was not you, somebody else is in your account: change your password at once, which ends all other sessions. ${askForHelp(brand)}`,
};

export const accountEvents = defineEvents('accounts', {
  'user.locked': {
    title: 'After too many wrong attempts to sign in to your account, the next one has to wait',
    data: { limit: 'Which limit was reached: "pair" (account and address), "device", "account" or "second-factor"', retryAfter: 'Seconds to wait' },
    notice: locked,
  },
  'password.changed': { title: 'Your password was changed', data: { revokedCount: 'Other sessions that this ended' }, notice: passwordChanged },
  'password.reset': { title: 'Your password was reset by a link that was mailed to you', data: { revokedCount: 'Sessions that this ended' }, notice: passwordReset },
  'email.verified': { title: 'Your e-mail address was confirmed' },
  'email.change_requested': { title: 'A change of your e-mail address was asked for', notice: emailChangeRequested },
  'email.changed': { title: 'Your e-mail address was changed' },
  'user.updated': { title: 'An application changed what it says of you' },
  'user.deleted': { title: 'Your account was deleted, with all that belonged to it' },
});
