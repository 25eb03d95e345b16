import { SecretSetting, Settings, TextSetting } from '@countersign/config';
import type { Secret } from '@countersign/kernel';

@Settings('extensions')
export class WhatsAppSettings {
  @TextSetting({ why: 'Where the messenger takes messages; unset, codes go by text message.', default: null, matches: /^https?:\/\/\S+$/, form: 'an http(s) URL' })
  readonly WHATSAPP_URL: string | null;

  @SecretSetting({ why: 'Our token at the messenger.', default: null })
  readonly WHATSAPP_TOKEN: Secret | null;
}
