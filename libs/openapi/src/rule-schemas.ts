import type { JsonSchema } from './json-schema';

/** What one class-validator rule says in JSON Schema, from its arguments. */
type RuleSchema = (...constraints: never[]) => JsonSchema;

interface LengthBounds {
  readonly min?: number;
  readonly max?: number;
}

const text = (format?: string): RuleSchema => () => ({ type: 'string', ...(format ? { format } : {}) });
const oneOf = (values: readonly unknown[]): JsonSchema => {
  const types = [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))];
  return { ...(types.length === 1 ? { type: types[0] } : {}), enum: values };
};
const lengths = ({ min, max }: LengthBounds): JsonSchema => ({
  ...(min ? { minLength: min } : {}),
  ...(max === undefined ? {} : { maxLength: max }),
});

/** By the name that class-validator stores. A rule that is not here says nothing about the shape, unless its context does. */
export const ruleSchemas: Readonly<Record<string, RuleSchema>> = {
  isString: text(),
  isEmail: text('email'),
  isUuid: text('uuid'),
  isUrl: text('uri'),
  isIso8601: text('date-time'),
  isDateString: text('date-time'),
  isDate: text('date-time'),
  isLength: (min: number, max?: number) => lengths({ min, max }),
  minLength: (min: number) => lengths({ min }),
  maxLength: (max: number) => lengths({ max }),
  isNotEmpty: () => ({}),
  matches: (pattern: RegExp | string) => ({ type: 'string', pattern: portable(pattern) }),
  isIn: (values: readonly unknown[]) => oneOf(values),
  isEnum: (_: unknown, values: readonly unknown[]) => oneOf(values),
  equals: (value: unknown) => ({ const: value }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isNumberString: () => ({ type: 'string', pattern: '^[0-9.]+$' }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  isObject: () => ({ type: 'object' }),
};

/** Rules about the array itself, even where others look at `each`. */
export const arraySchemas: Readonly<Record<string, RuleSchema>> = {
  isArray: () => ({}),
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/** JSON Schema patterns carry no flags (JSON Schema 2020-12 §6.3.3): letters of an `i` pattern become both cases. */
function portable(pattern: RegExp | string): string {
  if (typeof pattern === 'string') return pattern;
  if (!pattern.flags.includes('i')) return pattern.source;
  return pattern.source.replace(/\\.|\[[^\]]*\]|[a-z]/gi, bothCases);
}

function bothCases(part: string): string {
  if (part.startsWith('\\')) return part;
  if (!part.startsWith('[')) return `[${part.toLowerCase()}${part.toUpperCase()}]`;
  return part.replace(/([a-z])-([a-z])/gi, (range) => `${range.toLowerCase()}${range.toUpperCase()}`);
}
