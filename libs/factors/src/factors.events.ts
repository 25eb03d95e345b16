import { defineEvents } from '@countersign/kernel';

const type = 'the kind of factor';
const methodId = 'the method';
const revokedCount = 'how many other sessions this ended';

export const factorEvents = defineEvents('factors', {
  '2fa.enabled': { title: 'Two-factor authentication was turned on', data: { type, methodId, revokedCount } },
  '2fa.disabled': { title: 'Two-factor authentication was turned off', data: { type, methodId } },
  '2fa.method_added': { title: 'A second factor was added', data: { type, methodId } },
  '2fa.method_removed': { title: 'A second factor was removed', data: { type, methodId, revokedCount } },
  '2fa.method_changed': { title: 'A second factor was renamed or made the default', data: { type, methodId, isDefault: 'true: made the default' } },
  '2fa.method_disabled': { title: 'A second factor was disabled after 100 wrong codes in a row', data: { type, methodId } },
  '2fa.verified': { title: 'A second factor was shown', data: { type, methodId, purpose: 'login or step_up' } },
  '2fa.failed': { title: 'A code was refused', data: { type, methodId, purpose: 'login, step_up or setup' } },
});
