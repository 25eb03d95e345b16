import { Secret } from '@countersign/kernel';
import { ChoiceSetting, FlagSetting, ListSetting, SecretSetting, TextSetting, WholeSetting } from './fields';
import { settingsFrom } from './load-settings';
import { Settings } from './registry';
import { settingsFor } from './settings-for';

@Settings('sample')
class SampleSettings {
  @TextSetting({ why: 'a name', default: (mode) => (mode === 'production' ? 'prod' : 'dev') })
  readonly SAMPLE_NAME: string;

  @WholeSetting({ why: 'a span', unit: 'seconds', min: 1, max: 60, default: 5 })
  readonly SAMPLE_TTL_SECONDS: number;

  @FlagSetting({ why: 'a switch', default: false })
  readonly SAMPLE_ENABLED: boolean;

  @ListSetting({ why: 'a list', default: [], matches: /^[a-z]+$/, form: 'words' })
  readonly SAMPLE_WORDS: readonly string[];

  @ChoiceSetting({ why: 'a choice', choices: ['a', 'b'], default: 'a' })
  readonly SAMPLE_CHOICE: 'a' | 'b';

  @SecretSetting({ why: 'a secret', minLength: 64 })
  readonly SAMPLE_SECRET: Secret;

  @SecretSetting({ why: 'another', minLength: 64, default: null })
  readonly SAMPLE_OTHER_SECRET: Secret | null;

  @SecretSetting({ why: 'an address', default: null })
  readonly SAMPLE_URL: Secret | null;

  @SecretSetting({ why: 'the same address', default: null })
  readonly SAMPLE_DIRECT_URL: Secret | null;
}

@Settings('crossed')
class CrossedSettings {
  @WholeSetting({ why: 'the least', min: 0, max: 9, default: 1 })
  readonly CROSSED_LEAST: number;

  @TextSetting({ why: 'a form', default: 'abc' })
  readonly CROSSED_FORM: string;

  faults(): string[] {
    return this.CROSSED_FORM.startsWith('a') ? [] : ['CROSSED_FORM must start with a.'];
  }
}

const secret = 'b2f1'.repeat(16);
const faultOf = (environment: Record<string, string>) => {
  try {
    settingsFrom(environment);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('settings', () => {
  it('reads texts, numbers, switches, lists and secrets, with defaults by mode', () => {
    const read = settingsFor(SampleSettings, { SAMPLE_SECRET: 's', SAMPLE_WORDS: 'a, b ,', SAMPLE_TTL_SECONDS: '9' });
    expect({ ...read }).toMatchObject({ SAMPLE_NAME: 'dev', SAMPLE_TTL_SECONDS: 9, SAMPLE_ENABLED: false });
    expect(read.SAMPLE_WORDS).toEqual(['a', 'b']);
    expect(read.SAMPLE_SECRET.reveal()).toBe('s');
  });

  it('names all faults at once and never a value', () => {
    const message = faultOf({ SAMPLE_TTL_SECONDS: '77 apples', SAMPLE_ENABLED: 'yes', SAMPLE_SECRET: secret, NODE_ENV: 'test' });
    expect(message).toContain('SAMPLE_TTL_SECONDS');
    expect(message).toContain('SAMPLE_ENABLED');
    expect(message).not.toMatch(/apples|yes\b/);
  });

  it('names what a cross check finds beside what stands wrong by itself', () => {
    const message = faultOf({ CROSSED_LEAST: '10', CROSSED_FORM: 'xyz', SAMPLE_TTL_SECONDS: '99', NODE_ENV: 'test' });
    for (const name of ['CROSSED_LEAST', 'CROSSED_FORM', 'SAMPLE_SECRET is missing', 'SAMPLE_TTL_SECONDS']) expect(message).toContain(name);
    expect(CrossedSettings.name).toBeDefined();
  });

  it('names a missing secret with its remedy', () => {
    expect(faultOf({ NODE_ENV: 'development' })).toContain('SAMPLE_SECRET is missing. Run "npm run secrets"');
  });

  it('says of a missing address what to set it to, since nothing makes one', () => {
    class Addressed {
      @SecretSetting({ why: 'Where it is: scheme://host.' })
      readonly ADDRESSED_URL: Secret;
    }
    expect(() => settingsFor(Addressed)).toThrow(/^ADDRESSED_URL is missing. Set it: Where it is: scheme:\/\/host\.$/m);
  });

  it('says of two placeholders just that, each once', () => {
    const message = faultOf({ SAMPLE_SECRET: 'change-me', SAMPLE_OTHER_SECRET: 'change-me' });
    expect(message.match(/SAMPLE_(OTHER_)?SECRET/g)).toEqual(['SAMPLE_SECRET', 'SAMPLE_OTHER_SECRET']);
  });

  it.each([
    ['short', { SAMPLE_SECRET: 'ab12' }, 'shorter than 64'],
    ['placeholder', { SAMPLE_SECRET: 'your-secret-here' }, 'is a placeholder'],
    ['repeated', { SAMPLE_SECRET: secret, SAMPLE_OTHER_SECRET: secret }, 'SAMPLE_SECRET and SAMPLE_OTHER_SECRET have the same'],
  ])('production refuses a %s secret', (_case, environment, words) => {
    expect(faultOf(environment)).toContain(words);
    expect(faultOf({ ...environment, NODE_ENV: 'development' })).toBe('');
  });

  it('leaves addresses and other people’s passwords alone', () => {
    const url = 'postgresql://app:changeme@db.example.com/app';
    expect(faultOf({ SAMPLE_SECRET: secret, SAMPLE_URL: url, SAMPLE_DIRECT_URL: url })).toBe('');
  });

  it('takes an unset NODE_ENV for production', () => {
    const read = [...settingsFrom({ SAMPLE_SECRET: secret }).values()].find((one) => one instanceof SampleSettings);
    expect(read).toMatchObject({ SAMPLE_NAME: 'prod' });
  });
});
