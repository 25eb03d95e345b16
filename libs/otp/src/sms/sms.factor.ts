import { Injectable } from '@nestjs/common';
import { SecondFactor } from '@countersign/factors';
import type { Origin } from '@countersign/kernel';
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
  ) {
    super(codes, destinations, sendCode, channel);
  }

  get setupDto() {
    return SmsSetupDto;
  }

  /** The DTO has read it already. */
  protected destinationOf({ phoneNumber }: SmsSetupDto): string {
    return readPhoneNumber(phoneNumber)?.number ?? phoneNumber;
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
