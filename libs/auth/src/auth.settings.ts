import { FlagSetting, Settings, TextSetting, WholeSetting } from '@countersign/config';

/** Below FRONTEND_URL; behind "#" nothing of it reaches a server's log or another site. */
const page = { matches: /^\/\S*\{token\}\S*$/, form: 'a path with {token} in it' };

@Settings('auth')
export class AuthSettings {
  @FlagSetting({ why: 'true lets nobody log in before the e-mail address is verified; register answers 202 without a session then.', default: false })
  readonly REQUIRE_EMAIL_VERIFICATION: boolean;

  @FlagSetting({
    why: 'false keeps to itself which addresses have an account: register answers 202 for all of them, the mail says how to go on, and nobody logs in before the address is verified.',
    default: true,
  })
  readonly REVEAL_ACCOUNT_EXISTS: boolean;

  @WholeSetting({ why: 'How long a link that resets the password works.', unit: 'seconds', min: 300, max: 86_400, default: 3_600 })
  readonly RESET_LINK_TTL_SECONDS: number;

  @WholeSetting({ why: 'How long a link that verifies or changes an e-mail address works.', unit: 'seconds', min: 300, max: 604_800, default: 86_400 })
  readonly EMAIL_LINK_TTL_SECONDS: number;

  @TextSetting({ why: 'The page of the frontend that takes a new password.', default: '/reset-password#token={token}', ...page })
  readonly RESET_PASSWORD_PAGE: string;

  @TextSetting({ why: 'The page of the frontend that verifies an e-mail address.', default: '/verify-email#token={token}', ...page })
  readonly VERIFY_EMAIL_PAGE: string;

  @TextSetting({ why: 'The page of the frontend that confirms a new e-mail address.', default: '/confirm-email#token={token}', ...page })
  readonly CONFIRM_EMAIL_PAGE: string;

  /** Whether a user whose address is not verified is kept out. */
  get keepsUnverifiedOut(): boolean {
    return this.REQUIRE_EMAIL_VERIFICATION || !this.REVEAL_ACCOUNT_EXISTS;
  }
}
