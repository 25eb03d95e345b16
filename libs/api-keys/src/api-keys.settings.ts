import { Settings, TextSetting, WholeSetting } from '@countersign/config';
import { PREFIX_FORM } from './key-text';

@Settings('api-keys')
export class ApiKeysSettings {
  @TextSetting({
    why: 'How new API keys begin, so that people and scanners for leaked secrets know them; those that are out stay good.',
    default: (mode) => (mode === 'production' ? 'pk_live_' : 'pk_test_'),
    matches: PREFIX_FORM,
    form: 'lower-case letters, digits and underscores, with an underscore at the end',
    maxLength: 32,
  })
  readonly API_KEY_PREFIX: string;

  @WholeSetting({
    why: 'Requests an hour of an API key that is made without a limit of its own, and the most that a key of an ordinary user may have.',
    unit: 'requests',
    min: 1,
    max: 1_000_000,
    default: 1000,
  })
  readonly API_KEY_RATE_LIMIT_MAX: number;

  @WholeSetting({ why: 'How many API keys one user may have, revoked ones included.', unit: 'keys', min: 1, max: 10_000, default: 50 })
  readonly API_KEY_MAX_PER_USER: number;
}
