import { Settings, WholeSetting } from '@countersign/config';

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
}
