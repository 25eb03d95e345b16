import { RuntimeSettings } from '@countersign/config';
import { defineChannel } from './channel';
import { EmailSettings } from './email.settings';

export const smtp = defineChannel({
  name: 'smtp',
  channel: 'email',
  settings: 'EMAIL_HOST (or EMAIL_SERVICE) and EMAIL_FROM',
  isConfigured: (settings) => settings(EmailSettings).isConfigured,
});

/** Takes in development what has no real transport, so that codes and links can be read without a provider. */
export const inbox = defineChannel({
  name: 'inbox',
  channel: '*',
  settings: 'NODE_ENV=development',
  isConfigured: (settings) => settings(RuntimeSettings).isDevelopment,
  keepsBody: true,
});
