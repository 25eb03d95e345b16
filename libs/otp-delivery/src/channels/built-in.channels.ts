import { RuntimeSettings } from '@countersign/config';
import { EmailSettings } from '../settings/email.settings';
import { TwilioSettings } from '../settings/twilio.settings';
import { defineChannel } from './channel';

export const smtp = defineChannel({
  name: 'smtp',
  channel: 'email',
  settings: 'EMAIL_HOST (or EMAIL_SERVICE) and EMAIL_FROM',
  isConfigured: (settings) => settings(EmailSettings).isConfigured,
  dailyLimit: (settings) => settings(EmailSettings).dailyLimit,
});

/** A second mail server, asked at once when the first one does not take a mail. */
export const smtpFallback = defineChannel({
  name: 'smtp-fallback',
  channel: 'email',
  settings: 'EMAIL_FALLBACK_URL and EMAIL_FROM',
  isConfigured: (settings) => settings(EmailSettings).hasFallback,
  isFallback: true,
});

export const twilio = defineChannel({
  name: 'twilio',
  channel: 'sms',
  settings: 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER (or TWILIO_MESSAGING_SERVICE_SID)',
  isConfigured: (settings) => settings(TwilioSettings).account !== null,
});

/** A second account, in another region for one. */
export const twilioFallback = defineChannel({
  name: 'twilio-fallback',
  channel: 'sms',
  settings: 'TWILIO_FALLBACK_URL',
  isConfigured: (settings) => settings(TwilioSettings).fallback !== null,
  isFallback: true,
});

/** Takes in development what has no real transport, so that codes and links can be read without a provider. */
export const inbox = defineChannel({
  name: 'inbox',
  channel: '*',
  settings: 'NODE_ENV=development',
  isConfigured: (settings) => settings(RuntimeSettings).isDevelopment,
  keepsBody: true,
});
