import { SecretSetting, Settings, WholeSetting } from '@countersign/config';
import type { Secret } from '@countersign/kernel';

@Settings('devices')
export class DevicesSettings {
  @SecretSetting({ why: 'Keys the digests of device tokens and makes their successors; a new one ends the trust in all devices.', minLength: 64 })
  readonly DEVICE_TOKEN_SECRET: Secret;

  @WholeSetting({
    why: 'How long a trusted device logs in without a code, however often it is used.',
    unit: 'days',
    min: 1,
    max: 365,
    default: 30,
  })
  readonly DEVICE_TRUST_DAYS: number;

  @WholeSetting({ why: 'How many devices a user may trust; one more ends the oldest.', unit: 'devices', min: 1, max: 100, default: 10 })
  readonly DEVICE_MAX_PER_USER: number;
}
