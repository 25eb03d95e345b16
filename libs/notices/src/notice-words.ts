import type { ByLanguage } from '@countersign/kernel';

/** What stands around the words of every notice. A program and a system go by their own names. */
export interface FrameWords {
  /** Null: without a name. */
  readonly hello: (name: string | null) => string;
  readonly when: string;
  readonly from: string;
  readonly unknownAddress: string;
  readonly device: string;
  readonly on: (program: string, system: string) => string;
  readonly appOn: (system: string) => string;
  readonly unknownApp: string;
  /** What to do if the user did it. */
  readonly expected: string;
}

const english: FrameWords = {
  hello: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
  when: 'When',
  from: 'From the address',
  unknownAddress: 'unknown',
  device: 'With',
  on: (program, system) => `${program} on ${system}`,
  appOn: (system) => `an app on ${system}`,
  unknownApp: 'an unknown app',
  expected: 'If this was you, there is nothing to do.',
};

export const frames: ByLanguage<FrameWords> = { en: english };
