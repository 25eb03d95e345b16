import { Injectable } from '@nestjs/common';
import { SecondFactor } from '@countersign/factors';
import { invalid, type UserFacts } from '@countersign/web';
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

  get setupDto() {
    return EmailSetupDto;
  }

  protected destinationOf({ email }: EmailSetupDto, user: UserFacts): string {
    const address = email ?? user.email;
    if (address === null) throw invalid([{ pointer: '/email', detail: 'is needed: the account has no address' }]);
    return address;
  }

  protected mask(to: string): string {
    return maskEmail(to);
  }
}
