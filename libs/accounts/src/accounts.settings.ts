import { ChoiceSetting, Settings, WholeSetting } from '@countersign/config';

@Settings('accounts')
export class AccountsSettings {
  @WholeSetting({
    why: 'How many wrong passwords one client address (or one recognised device) may try on an account in a window.',
    unit: 'attempts',
    min: 1,
    max: 1000,
    default: 5,
  })
  readonly LOGIN_RATE_LIMIT_MAX: number;

  @WholeSetting({
    why: 'How many wrong passwords may be tried on an account from anywhere in a window, before it slows down.',
    unit: 'attempts',
    min: 1,
    max: 1000,
    default: 50,
  })
  readonly LOGIN_ACCOUNT_RATE_LIMIT_MAX: number;

  @WholeSetting({
    why: 'How long a wrong password counts against both limits.',
    unit: 'seconds',
    min: 1,
    max: 86_400,
    default: 900,
  })
  readonly LOGIN_RATE_LIMIT_WINDOW_SECONDS: number;

  @WholeSetting({
    why: 'How many mails with a link of one kind (reset, verification, change of address) go to one address, or are asked for by one account, in an hour.',
    unit: 'mails',
    min: 1,
    max: 1000,
    default: 3,
  })
  readonly MAIL_LINK_RATE_LIMIT_MAX: number;

  @WholeSetting({
    why: 'How many notices of one kind of event one user is mailed in an hour; the trail has the others.',
    unit: 'mails',
    min: 1,
    max: 1000,
    default: 5,
  })
  readonly NOTICE_RATE_LIMIT_MAX: number;

  @ChoiceSetting({
    why: 'Who has to have a second factor: nobody, administrators or all. Past the grace, who has none is let in to enrol one and to nothing else, and the last method is not removed.',
    choices: ['none', 'admins', 'all'],
    default: 'none',
  })
  readonly REQUIRE_2FA: 'none' | 'admins' | 'all';

  @WholeSetting({ why: 'How long a log-in works without the second factor that REQUIRE_2FA demands, from the first one that asks for it.', unit: 'days', min: 0, max: 365, default: 14 })
  readonly REQUIRE_2FA_GRACE_DAYS: number;
}
