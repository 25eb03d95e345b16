import { defineChannel } from '@countersign/otp-delivery';
import { WhatsAppSettings } from './whatsapp.settings';

/** Carries what would be a text message, in the place of our own providers of the kind `sms` or beside them (DELIVERY_ORDER). */
export const whatsapp = defineChannel({
  name: 'whatsapp',
  channel: 'sms',
  settings: 'WHATSAPP_URL and WHATSAPP_TOKEN',
  isConfigured: (settings) => {
    const { WHATSAPP_URL, WHATSAPP_TOKEN } = settings(WhatsAppSettings);
    return WHATSAPP_URL !== null && WHATSAPP_TOKEN !== null;
  },
});
