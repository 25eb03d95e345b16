import { defineEvents, type EventNotice } from '@countersign/kernel';

const type = 'the kind of factor';
const methodId = 'the method';
const revokedCount = 'how many other sessions this ended';

const enabledNotice: EventNotice = {
  subject: (brand) => `Two-factor authentication is on for your ${brand} account`,
  happened: (brand) =>
    `Two-factor authentication was turned on for your ${brand} account. From now on, a log-in asks for a code beside the password.`,
  unexpected: (brand) =>
    'If this was not you, somebody else can get into your account: change your password at once, end all other sessions and ' +
    `remove every second factor that is not yours. If you cannot log in any more, ask those who run ${brand} for help.`,
};

const getIn = (brand: string) =>
  'If this was not you, somebody else can get into your account: change your password at once, end all other sessions and ' +
  `look through your second factors. If you cannot log in any more, ask those who run ${brand} for help.`;

/** The first one is told of by `2fa.enabled`, the last one by `2fa.disabled`. */
const added: EventNotice = {
  subject: (brand) => `A second factor was added to your ${brand} account`,
  happened: (brand) => `A further way to prove a log-in was added to your ${brand} account.`,
  unexpected: getIn,
  isTold: ({ isFirst }) => isFirst !== true,
};

const removed: EventNotice = {
  subject: (brand) => `A second factor was removed from your ${brand} account`,
  happened: (brand) => `A way to prove a log-in was removed from your ${brand} account. Other sessions and trusted devices have ended.`,
  unexpected: getIn,
  isTold: ({ isLast }) => isLast !== true,
};

const disabled: EventNotice = {
  subject: (brand) => `Two-factor authentication is off for your ${brand} account`,
  happened: (brand) => `Two-factor authentication was turned off for your ${brand} account. From now on, the password alone is enough for a log-in.`,
  unexpected: getIn,
};

const methodDisabled: EventNotice = {
  subject: (brand) => `A second factor of your ${brand} account was disabled`,
  happened: (brand) => `A second factor of your ${brand} account was disabled after 100 wrong codes in a row. To use it again, set it up anew.`,
  unexpected: getIn,
};

export const resetNotice: EventNotice = {
  subject: (brand) => `The second factors of your ${brand} account were removed`,
  happened: (brand) =>
    `An administrator removed all second factors of your ${brand} account, with the backup codes. Sessions and trusted devices have ended. ` +
    'From now on, the password alone is enough for a log-in: set up a second factor again.',
  unexpected: (brand) => `If you did not ask for this, change your password at once and tell those who run ${brand}.`,
};

/** Three wrong codes of the five that a log-in takes: whoever shows them has had the password. */
const failed: EventNotice = {
  subject: (brand) => `Wrong codes for your ${brand} account`,
  happened: (brand) => `Somebody gave the right password of your ${brand} account and then several wrong codes. Nobody got in by them.`,
  unexpected: () => 'If this was not you, somebody knows your password: change it at once.',
  isTold: ({ purpose, attemptsRemaining }) => purpose === 'login' && typeof attemptsRemaining === 'number' && attemptsRemaining <= 2,
  isHourly: true,
};

export const factorEvents = defineEvents('factors', {
  '2fa.enabled': {
    title: 'Two-factor authentication was turned on for your account',
    data: { type, methodId, revokedCount },
    notice: enabledNotice,
  },
  '2fa.disabled': { title: 'Two-factor authentication was turned off for your account', data: { type, methodId }, notice: disabled },
  '2fa.method_added': { title: 'A second factor was added to your account', data: { type, methodId, revokedCount, isFirst: 'true: the account had none' }, notice: added },
  '2fa.method_removed': {
    title: 'A second factor was removed from your account',
    data: { type, methodId, revokedCount, isLast: 'true: the account has none now' },
    notice: removed,
  },
  '2fa.method_changed': { title: 'One of your second factors was renamed, or is asked for first from now on', data: { type, methodId, isDefault: 'true: made the default' } },
  '2fa.method_disabled': { title: 'One of your second factors was disabled after 100 wrong codes in a row', data: { type, methodId }, notice: methodDisabled },
  '2fa.reset': {
    title: 'An administrator removed all your second factors',
    data: { byUserId: 'the administrator', revokedCount: 'how many sessions this ended' },
    notice: resetNotice,
  },
  '2fa.verified': { title: 'Your second factor confirmed that it is you', data: { type, methodId, purpose: 'login, step_up or verification (an application asked)' } },
  '2fa.failed': {
    title: 'A code for your account was refused, because it was wrong or used before',
    data: { type, methodId, purpose: 'login, step_up, verification or setup', attemptsRemaining: 'wrong codes that may still follow' },
    notice: failed,
  },
});
