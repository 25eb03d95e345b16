import { Injectable } from '@nestjs/common';
import type { PhoneNumber } from 'libphonenumber-js/max';
import { addressGroup } from '@countersign/accounts';
import type { Origin } from '@countersign/kernel';
import { budgetsOf, type WindowBudget } from '../budget/send-budget.repository';
import { CodeDigests } from '../code-digests';
import { kindsOf, readPhoneNumber } from './phone-number';
import { SmsSettings } from './sms.settings';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Kinds that cost whoever sends, that lead on to somewhere else, or that reach no phone. */
const NEVER_SERVED = new Set<string>(['PREMIUM_RATE', 'SHARED_COST', 'TOLL_FREE', 'PERSONAL_NUMBER', 'UAN', 'PAGER', 'VOICEMAIL']);
const OF_MOBILES = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/** What text messages may cost: which numbers get them, and how many may go out (toll fraud, OWASP ASVS 5.0 V6.6.3). */
@Injectable()
export class SmsGuard {
  constructor(
    private readonly settings: SmsSettings,
    private readonly digests: CodeDigests,
  ) {}

  /** The rule that keeps a number from getting codes, in words for its owner; null: it may. */
  refusalOf(e164: string): string | null {
    const number = readPhoneNumber(e164);
    if (!number) return 'not a phone number';
    if (kindsOf(number).some((kind) => NEVER_SERVED.has(kind))) return 'a premium, shared-cost or forwarding number';
    // Satellite systems and other networks of no country have calling codes of their own (ITU-T E.164 Annex A).
    if (number.isNonGeographic()) return 'a satellite or international number';
    return this.strictness(number) ?? this.country(number);
  }

  /**
   * The counts that one more message takes a place in: client address, block of numbers, the whole service. What an application
   * does by its key comes from its own server, for all its users: there the address counts that it says its user has, if it does.
   */
  costsOf(e164: string, { ipAddress, keyId, claimed }: Origin): WindowBudget[] {
    const { SMS_ADDRESS_RATE_LIMIT_MAX, SMS_PREFIX_RATE_LIMIT_MAX, SMS_DAILY_LIMIT } = this.settings;
    const budget = (name: string, whose: string, max: number, seconds: number): WindowBudget[] => {
      return budgetsOf(this.digests.count(`sms ${name}`, whose), { name, max, seconds });
    };
    const client = keyId === undefined ? ipAddress : claimed?.ipAddress;
    return [
      ...(client === undefined ? [] : budget('address', addressGroup(client), SMS_ADDRESS_RATE_LIMIT_MAX, HOUR)),
      ...budget('prefix', e164.slice(0, -4), SMS_PREFIX_RATE_LIMIT_MAX, HOUR),
      ...budget('day', 'all', SMS_DAILY_LIMIT, DAY),
    ];
  }

  private strictness(number: PhoneNumber): string | null {
    const { SMS_NUMBER_CHECK: check } = this.settings;
    if (check !== 'possible' && !number.isValid()) return 'a number that is not in use';
    return check === 'mobile' && !OF_MOBILES.has(number.getType() ?? '') ? 'not a mobile number' : null;
  }

  private country({ country }: PhoneNumber): string | null {
    const { SMS_ALLOWED_COUNTRIES: allowed } = this.settings;
    return allowed === null || (country !== undefined && allowed.includes(country)) ? null : 'a number of a country that is not served';
  }
}
