import { ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { Secret } from '@countersign/kernel';
import { addField, type SettingField } from './registry';
import type { Mode } from './runtime.settings';

interface Described<Value> {
  /** Why one would change it; a sentence. */
  readonly why: string;
  /** The value when nothing is set; a function where it depends on NODE_ENV. Left out: the setting must be given. */
  readonly default?: Value | null | ((mode: Mode) => Value | null);
  readonly unit?: string;
}

function field<Value>(
  described: Described<Value>,
  kind: string,
  parse: SettingField['parse'],
  rules: readonly PropertyDecorator[],
  more: Pick<SettingField, 'secret' | 'isRandom' | 'minLength'> = {},
): PropertyDecorator {
  return (prototype, property) => {
    const { why, unit, default: fallback } = described;
    const defaultFor = typeof fallback === 'function' ? (fallback as (mode: Mode) => Value | null) : () => fallback;
    addField(prototype, { name: String(property), kind, why, unit, defaultFor, parse, ...more });
    for (const rule of rules) rule(prototype, property);
    if (fallback !== undefined) IsOptional()(prototype, property);
  };
}

/** A text. `null` as default means "off when unset". */
export function TextSetting(options: Described<string> & { matches?: RegExp; form?: string; maxLength?: number }) {
  const rules: PropertyDecorator[] = [IsString(), Length(1, options.maxLength ?? 2000)];
  if (options.matches) rules.push(Matches(options.matches, { message: `$property must be ${options.form ?? 'well-formed'}` }));
  return field(options, options.form ?? 'text', (text) => text, rules);
}

/**
 * A secret text, handed out as `Secret`. With `minLength` it is a random one of ours: production wants that many characters,
 * no placeholder and no repetition. `isRandom` alone says so of one whose form the lib checks itself.
 */
export function SecretSetting(options: Described<Secret> & { minLength?: number; isRandom?: boolean }) {
  const { minLength, isRandom = minLength !== undefined } = options;
  const kind = minLength === undefined ? 'secret' : `secret, at least ${minLength} characters`;
  return field(options, kind, (text) => new Secret(text), [], { secret: true, isRandom, minLength });
}

/** A whole number with bounds; name its unit. */
export function WholeSetting(options: Described<number> & { min: number; max?: number }) {
  const max = options.max ?? Number.MAX_SAFE_INTEGER;
  const kind = options.max === undefined ? `whole number from ${options.min}` : `whole number, ${options.min} to ${max}`;
  return field(options, kind, toWhole, [IsInt(), Min(options.min), Max(max)]);
}

/** `true` or `false`, nothing else. */
export function FlagSetting(options: Described<boolean>) {
  return field(options, 'true or false', toFlag, [IsBoolean()]);
}

export function ChoiceSetting<const Choice extends string>(
  options: Described<NoInfer<Choice>> & { choices: readonly Choice[] },
) {
  const kind = `one of ${options.choices.join(', ')}`;
  return field(options, kind, (text) => text, [IsIn(options.choices, { message: `$property must be ${kind}` })]);
}

/** Texts separated by commas; spaces around them do not count. */
export function ListSetting(options: Described<readonly string[]> & { matches?: RegExp; form?: string }) {
  const rules: PropertyDecorator[] = [IsArray(), ArrayUnique(), IsString({ each: true })];
  const message = `$property must be a list of ${options.form ?? 'well-formed texts'}`;
  if (options.matches) rules.push(Matches(options.matches, { each: true, message }));
  return field(options, options.form ? `list of ${options.form}` : 'list', toList, rules);
}

function toWhole(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function toFlag(text: string): boolean | string {
  return text === 'true' ? true : text === 'false' ? false : text;
}

function toList(text: string): string[] {
  return text.split(',').flatMap((item) => item.trim() || []);
}
