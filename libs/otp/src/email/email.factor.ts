import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Links, normaliseEmail } from '@countersign/accounts';
import { SecondFactor, type MethodRef } from '@countersign/factors';
import { invalid, type UserFacts } from '@countersign/web';
import { ChannelState } from '../channel-state';
import { Codes } from '../codes/codes';
import { Destinations } from '../destinations/destinations';
import { SendCode } from '../send-code';
import { SentCodeFactor } from '../sent-code.factor';
import { EmailSetupDto } from './email.dto';
import { maskEmail } from './mask-email';

/** Codes by mail. Restricted, and weaker than NIST allows (SP 800-63B-4 §3.1.3.1): who reads the mail may reset the password too. */
@Injectable()
@SecondFactor('email')
export class EmailFactor extends SentCodeFactor<EmailSetupDto> {
  readonly type = 'email';
  /** RFC 8176 §2 has no value for mail. */
  readonly assurance = { amr: ['otp'], phishingResistant: false, restricted: true };
  protected readonly destinationName = 'email';

  constructor(
    codes: Codes,
    private readonly places: Destinations,
    sendCode: SendCode,
    channel: ChannelState,
    private readonly links: Links,
  ) {
    super(codes, places, sendCode, channel);
  }

  get setupDto() {
    return EmailSetupDto;
  }

  /** For a day after a reset of the password: one mailbox must not be worth both factors. */
  async isHeldBack(method: MethodRef, tx?: EntityManager): Promise<boolean> {
    const addresses = await this.links.resetAddresses(method.userId, tx);
    if (addresses.length === 0) return false;
    const destination = await this.places.find(tx, method);
    return destination !== null && addresses.map(normaliseEmail).includes(normaliseEmail(destination.to));
  }

  protected destinationOf({ email }: EmailSetupDto, user: UserFacts): string {
    const address = email ?? user.email;
    if (address === null) throw invalid([{ pointer: '/email', detail: 'is needed: the account has no address' }]);
    return address;
  }

  protected override isAddressOf({ email }: UserFacts, to: string): boolean {
    return email !== null && normaliseEmail(email) === normaliseEmail(to);
  }

  protected mask(to: string): string {
    return maskEmail(to);
  }
}
