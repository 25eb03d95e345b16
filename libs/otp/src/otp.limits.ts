import { defineLimits } from '@countersign/kernel';

const then = 'no code is sent: log-in says codeSent: false with retryAfter, resend and setup 429; a code that was sent stays good';

defineLimits('otp', {
  codes_to_destination: {
    what: 'codes sent',
    countedBy: 'number or address, over setup, log-in, step-up and resend, whoever asks',
    window: '1 hour',
    setting: 'OTP_RATE_LIMIT_MAX',
    then,
  },
  codes_of_user: { what: 'codes sent', countedBy: 'user, over all methods', window: '1 hour', setting: 'OTP_USER_RATE_LIMIT_MAX', then },
  sms_from_address: { what: 'text messages with codes', countedBy: 'client address; of a call by an API key, the address that it says its user has, else none', window: '1 hour', setting: 'SMS_ADDRESS_RATE_LIMIT_MAX', then },
  sms_to_prefix: {
    what: 'text messages with codes',
    countedBy: 'number without its last four digits',
    window: '1 hour',
    setting: 'SMS_PREFIX_RATE_LIMIT_MAX',
    then,
  },
  sms_in_all: { what: 'text messages with codes', countedBy: 'the whole service', window: '1 day', setting: 'SMS_DAILY_LIMIT', then },
});
