import { FlagSetting, Settings, TextSetting } from '@countersign/config';

@Settings('totp')
export class TotpSettings {
  @TextSetting({ why: 'The name under which authenticator apps list the account; unset: APP_NAME.', default: null, maxLength: 64 })
  readonly TOTP_ISSUER: string | null;

  @FlagSetting({
    why: 'false: no new authenticator apps are enrolled, while those that are go on (a move to another factor).',
    default: true,
  })
  readonly TOTP_ENROLMENT_ENABLED: boolean;
}
