import { defineEvents } from '@countersign/kernel';

const type = 'the kind of factor';
const methodId = 'the method';

export const otpEvents = defineEvents('otp', {
  '2fa.code_sent': { title: 'A code was sent to you', data: { type, methodId, messageId: 'the message that carries it' } },
  '2fa.code_withheld': {
    title: 'A code was not sent to you, because a limit was reached',
    data: { type, methodId, limit: 'which limit', retryAfter: 'seconds until a code may be sent' },
  },
});
