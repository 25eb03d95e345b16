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

export const factorEvents = defineEvents('factors', {
  '2fa.enabled': {
    title: 'Two-factor authentication was turned on',
    data: { type, methodId, revokedCount },
    notice: enabledNotice,
  },
  '2fa.disabled': { title: 'Two-factor authentication was turned off', data: { type, methodId } },
  '2fa.method_added': { title: 'A second factor was added', data: { type, methodId } },
  '2fa.method_removed': { title: 'A second factor was removed', data: { type, methodId, revokedCount } },
  '2fa.method_changed': { title: 'A second factor was renamed or made the default', data: { type, methodId, isDefault: 'true: made the default' } },
  '2fa.method_disabled': { title: 'A second factor was disabled after 100 wrong codes in a row', data: { type, methodId } },
  '2fa.verified': { title: 'A second factor was shown', data: { type, methodId, purpose: 'login or step_up' } },
  '2fa.failed': { title: 'A code was refused', data: { type, methodId, purpose: 'login, step_up or setup' } },
});
