import { ChoiceSetting, Settings, TextSetting } from '@countersign/config';

@Settings('otp-delivery')
export class BrandSettings {
  @TextSetting({
    why: 'The name of the product in mails and messages.',
    default: 'Countersign',
    maxLength: 60,
    matches: /^[^\p{Cc}<>]+$/u,
    form: 'a name on one line',
  })
  readonly APP_NAME: string;

  @ChoiceSetting({ why: 'The language of mails and messages.', choices: ['en'], default: 'en' })
  readonly MAIL_LANGUAGE: 'en';
}
