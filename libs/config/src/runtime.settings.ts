import { ChoiceSetting } from './fields';
import { Settings } from './registry';

export type Mode = 'production' | 'development' | 'test';
export const Mode = { all: ['production', 'development', 'test'] as const };

@Settings('config')
export class RuntimeSettings {
  @ChoiceSetting({
    why: 'Unset means production, so that a forgotten variable never opens development doors.',
    choices: Mode.all,
    default: 'production',
  })
  readonly NODE_ENV: Mode;

  get isProduction(): boolean {
    return this.NODE_ENV === 'production';
  }

  get isDevelopment(): boolean {
    return this.NODE_ENV === 'development';
  }
}
