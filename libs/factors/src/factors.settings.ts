import { SecretSetting, Settings, WholeSetting } from '@countersign/config';
import type { Secret } from '@countersign/kernel';

@Settings('factors')
export class FactorsSettings {
  @SecretSetting({ why: 'Keys the digests of tempTokens; a new one ends all log-ins that are half way.', minLength: 64 })
  readonly TEMP_TOKEN_SECRET: Secret;

  // ASVS 5.0 V6.6.3 wants guessing of 6 digits limited over all challenges; NIST SP 800-63B-4 §3.2.2 caps it at 100 in a row.
  @WholeSetting({
    why: 'Second-factor checks of one user that may fail in 15 minutes, over all challenges and methods, before a lock.',
    unit: 'checks',
    min: 2,
    max: 100,
    default: 10,
  })
  readonly TWO_FACTOR_RATE_LIMIT_MAX: number;

  @WholeSetting({
    why: 'Calls of setup and verify-setup that one user may make in 15 minutes.',
    unit: 'calls',
    min: 2,
    max: 1000,
    default: 10,
  })
  readonly SETUP_RATE_LIMIT_MAX: number;
}
