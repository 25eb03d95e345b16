import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { UserDirectory } from '@countersign/accounts';
import { SecondFactor } from '@countersign/factors';
import type { Origin } from '@countersign/kernel';
import { invalid, type UserFacts } from '@countersign/web';
import type { WindowBudget } from '../budget/send-budget.repository';
import { ChannelState } from '../channel-state';
import { Codes } from '../codes/codes';
import { Destinations } from '../destinations/destinations';
import { SendCode } from '../send-code';
import { SentCodeFactor } from '../sent-code.factor';
import { maskPhoneNumber, readPhoneNumber } from './phone-number';
import { SmsGuard } from './sms-guard';
import { SmsSetupDto } from './sms.dto';

/** Codes by text message. Restricted (NIST SP 800-63B-4 §3.1.3.3): numbers are ported, and networks listened to. */
@Injectable()
@SecondFactor('sms')
export class SmsFactor extends SentCodeFactor<SmsSetupDto> {
  readonly type = 'sms';
  /** RFC 8176 §2. */
  readonly assurance = { amr: ['otp', 'sms'], phishingResistant: false, restricted: true };
  protected readonly destinationName = 'phoneNumber';

  constructor(
    codes: Codes,
    destinations: Destinations,
    sendCode: SendCode,
    channel: ChannelState,
    private readonly guard: SmsGuard,
    private readonly directory: UserDirectory,
  ) {
    super(codes, destinations, sendCode, channel);
  }

  get setupDto() {
    return SmsSetupDto;
  }

  /** The DTO has read a number that is sent already. */
  protected async destinationOf({ phoneNumber }: SmsSetupDto, { id }: UserFacts, tx: EntityManager): Promise<string> {
    const given = phoneNumber ?? (await this.directory.phoneNumberOf(id, tx));
    if (given === null) throw invalid([{ pointer: '/phoneNumber', detail: 'is needed: the account has no phone number' }]);
    return readPhoneNumber(given)?.number ?? given;
  }

  protected mask(to: string): string {
    return maskPhoneNumber(to);
  }

  protected override refusalOf(to: string): string | null {
    return this.guard.refusalOf(to);
  }

  protected override costsOf(to: string, origin: Origin): readonly WindowBudget[] {
    return this.guard.costsOf(to, origin);
  }
}
