import { ChoiceSetting, Settings, WholeSetting } from '@countersign/config';

export const LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

@Settings('observability')
export class LoggingSettings {
  @ChoiceSetting({
    why: 'The least level that is written; "debug" adds a line for each health call and what Nest says at start.',
    choices: LEVELS,
    default: (mode) => (mode === 'test' ? 'warn' : 'info'),
  })
  readonly LOG_LEVEL: (typeof LEVELS)[number];

  @WholeSetting({
    why: 'A request, hash, statement or job that takes longer is one warning with its parts.',
    unit: 'milliseconds',
    min: 1,
    max: 60_000,
    default: 500,
  })
  readonly SLOW_OPERATION_MS: number;
}
