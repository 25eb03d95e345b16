import { defineEvents } from '@countersign/kernel';

const type = 'the kind of factor';
const methodId = 'the method';

export const factorEvents = defineEvents('factors', {
  '2fa.enabled': { title: 'Two-factor authentication was turned on', data: { type, methodId } },
  '2fa.disabled': { title: 'Two-factor authentication was turned off', data: { type, methodId } },
  '2fa.method_added': { title: 'A second factor was added', data: { type, methodId } },
  '2fa.method_removed': { title: 'A second factor was removed', data: { type, methodId } },
  '2fa.method_disabled': { title: 'A second factor was disabled after 100 wrong codes in a row', data: { type, methodId } },
  '2fa.verified': { title: 'A second factor was shown', data: { type, methodId, purpose: 'login or step_up' } },
  '2fa.failed': { title: 'A wrong code was entered', data: { type, methodId, purpose: 'login, step_up or setup' } },
});
