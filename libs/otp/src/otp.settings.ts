import { Settings, WholeSetting } from '@countersign/config';

@Settings('otp')
export class OtpSettings {
  // NIST SP 800-63B-4 §3.1.3.2: an out-of-band secret is valid for at most 10 minutes.
  @WholeSetting({
    why: 'How long a code that was sent is good; never longer than the log-in that it was sent for.',
    unit: 'minutes',
    min: 1,
    max: 10,
    default: 5,
  })
  readonly OTP_EXPIRY_MINUTES: number;

  @WholeSetting({
    why: 'Codes sent to one number or address in any hour, over setup, log-in and resend, whoever asks.',
    unit: 'codes',
    min: 1,
    max: 100,
    default: 3,
  })
  readonly OTP_RATE_LIMIT_MAX: number;

  @WholeSetting({ why: 'Codes sent for one user in any hour, over all methods.', unit: 'codes', min: 1, max: 1000, default: 10 })
  readonly OTP_USER_RATE_LIMIT_MAX: number;
}
