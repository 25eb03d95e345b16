import { Settings, TextSetting } from '@countersign/config';

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

  @TextSetting({
    why: 'The language of mails and messages. What has no words in it is said in English.',
    default: 'en',
    matches: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
    form: 'a language tag such as en (RFC 5646)',
  })
  readonly MAIL_LANGUAGE: string;
}
