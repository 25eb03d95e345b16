import { ChoiceSetting, ListSetting, Settings, WholeSetting } from '@countersign/config';

const messages = { unit: 'messages', min: 1, max: 1_000_000 };

/** Which numbers are served, and what text messages may cost: each one is paid for, and a thief can be paid by their number. */
@Settings('otp')
export class SmsSettings {
  @ChoiceSetting({
    why: 'Which phone numbers are taken: of a possible length, of a range that is in use, or only those of mobile phones.',
    choices: ['possible', 'valid', 'mobile'],
    default: 'possible',
  })
  readonly SMS_NUMBER_CHECK: 'possible' | 'valid' | 'mobile';

  @ListSetting({
    why: 'Countries whose numbers get text messages. Unset: all, but never premium, shared-cost and satellite numbers.',
    matches: /^[A-Z]{2}$/,
    form: 'countries such as DE (ISO 3166-1)',
    default: null,
  })
  readonly SMS_ALLOWED_COUNTRIES: readonly string[] | null;

  @WholeSetting({ why: 'Text messages with codes in a day, in all: what an attack may cost at most.', ...messages, default: 1000 })
  readonly SMS_DAILY_LIMIT: number;

  @WholeSetting({
    why: 'Text messages in an hour to numbers that differ in their last four digits only: thieves rent numbers in blocks.',
    ...messages,
    default: (mode) => (mode === 'production' ? 20 : 1000),
  })
  readonly SMS_PREFIX_RATE_LIMIT_MAX: number;

  @WholeSetting({
    why: 'Text messages in an hour that one client address may cause, over all users. An application’s own server counts for none.',
    ...messages,
    default: (mode) => (mode === 'production' ? 30 : 1000),
  })
  readonly SMS_ADDRESS_RATE_LIMIT_MAX: number;
}
