import type { JsonSchema } from '../json-schema';

type Schemas = Readonly<Record<string, JsonSchema>>;
type Check = (schema: JsonSchema, value: unknown, at: string, schemas: Schemas) => string[];

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

/**
 * What is wrong with a value by a schema, each fault with its JSON pointer; empty: nothing. A keyword that is not known here
 * is a fault too, so that nothing passes because it was not looked at.
 */
export function faultsOf(schema: JsonSchema, value: unknown, schemas: Schemas, at = ''): string[] {
  return Object.keys(schema).flatMap((keyword) => {
    const check = CHECKS[keyword as keyof JsonSchema];
    return check ? check(schema, value, at, schemas) : [`${at || '/'}: the schema says "${keyword}", which is not checked`];
  });
}

const fault = (isWrong: boolean, at: string, sentence: string) => (isWrong ? [`${at || '/'}: ${sentence}`] : []);
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const asText = (value: unknown) => (typeof value === 'string' ? value : undefined);
/** Code points, as JSON Schema counts (2020-12 §6.3.1). */
const lengthOf = (value: unknown, otherwise: number) => (typeof value === 'string' ? [...value].length : otherwise);
const asItems = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : []);
const asObject = (value: unknown) => (typeOf(value) === 'object' ? (value as Record<string, unknown>) : undefined);

const CHECKS: Readonly<Record<keyof JsonSchema, Check>> = {
  description: () => [],
  $ref: ({ $ref = '' }, value, at, schemas) => {
    const name = $ref.replace('#/components/schemas/', '');
    return schemas[name] ? faultsOf(schemas[name], value, schemas, at) : [`${at || '/'}: ${$ref} leads nowhere`];
  },
  type: ({ type = [] }, value, at) => {
    const isWrong = ![type].flat().some((one) => one === typeOf(value) || (one === 'number' && typeOf(value) === 'integer'));
    return fault(isWrong, at, `is ${typeOf(value)}, must be ${[type].flat().join(' or ')}`);
  },
  const: (schema, value, at) => fault(!same(schema.const, value), at, `must be ${JSON.stringify(schema.const)}`),
  enum: (schema, value, at) => {
    return fault(!schema.enum?.some((one) => same(one, value)), at, `must be one of ${schema.enum?.join(', ')}`);
  },
  format: ({ format = '' }, value, at) => {
    const text = asText(value);
    return fault(text !== undefined && !FORMATS[format]?.test(text), at, `must be a ${format}`);
  },
  pattern: ({ pattern = '' }, value, at) => {
    const text = asText(value);
    return fault(text !== undefined && !new RegExp(pattern, 'u').test(text), at, `must match ${pattern}`);
  },
  minLength: ({ minLength = 0 }, value, at) => fault(lengthOf(value, minLength) < minLength, at, 'is too short'),
  maxLength: ({ maxLength = 0 }, value, at) => fault(lengthOf(value, 0) > maxLength, at, 'is too long'),
  minimum: ({ minimum = 0 }, value, at) => fault(typeof value === 'number' && value < minimum, at, `must be ${minimum} or more`),
  maximum: ({ maximum = 0 }, value, at) => fault(typeof value === 'number' && value > maximum, at, `must be ${maximum} or less`),
  items: ({ items = {} }, value, at, schemas) =>
    asItems(value).flatMap((item, index) => faultsOf(items, item, schemas, `${at}/${index}`)),
  minItems: ({ minItems = 0 }, value, at) => fault(asItems(value).length < minItems, at, `must have ${minItems} items or more`),
  maxItems: ({ maxItems = 0 }, value, at) => fault(asItems(value).length > maxItems, at, `must have ${maxItems} items or fewer`),
  uniqueItems: (_, value, at) => {
    const texts = asItems(value).map((item) => JSON.stringify(item));
    return fault(new Set(texts).size < texts.length, at, 'must not repeat an item');
  },
  properties: ({ properties = {} }, value, at, schemas) =>
    Object.entries(asObject(value) ?? {}).flatMap(([name, member]) =>
      properties[name] && member !== undefined ? faultsOf(properties[name], member, schemas, `${at}/${name}`) : [],
    ),
  required: ({ required = [] }, value, at) => {
    const object = asObject(value);
    return object ? required.flatMap((name) => fault(object[name] === undefined, `${at}/${name}`, 'is missing')) : [];
  },
  additionalProperties: ({ properties = {}, additionalProperties }, value, at) => {
    if (additionalProperties !== false) return [];
    const unknown = Object.keys(asObject(value) ?? {}).filter((name) => !(name in properties));
    return unknown.map((name) => `${at}/${name}: is not documented`);
  },
  anyOf: ({ anyOf = [] }, value, at, schemas) => {
    const tries = anyOf.map((schema) => faultsOf(schema, value, schemas, at));
    if (tries.some((faults) => faults.length === 0)) return [];
    return [`${at || '/'}: fits none of ${anyOf.length} forms (${tries.map((faults) => faults[0]).join(' | ')})`];
  },
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
