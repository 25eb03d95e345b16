import type { Type } from '@nestjs/common';
import { allowsMore } from '@countersign/web';
// @ts-expect-error -- class-transformer exports its storage by this file alone, and keeps the types of it elsewhere
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import type { MetadataStorage } from 'class-transformer/types/MetadataStorage';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata';
import { orNull, refTo, type JsonSchema } from './json-schema';
import { arraySchemas, ruleSchemas } from './rule-schemas';

const transforms = defaultMetadataStorage as MetadataStorage;

const SCALARS = new Map<unknown, JsonSchema>([
  [String, { type: 'string' }],
  [Boolean, { type: 'boolean' }],
  [Number, { type: 'number' }],
  [Date, { type: 'string', format: 'date-time' }],
]);

/** Turns classes with class-validator rules into the component schemas of one document. */
export class ClassSchemas {
  readonly schemas: Record<string, JsonSchema> = {};
  private readonly classes = new Map<string, Type>();

  constructor(private readonly fault: (sentence: string) => void) {}

  /** A reference to the class's component, which is made on first sight. */
  refOf(type: Type): JsonSchema {
    const known = this.classes.get(type.name);
    if (known && known !== type) this.fault(`Two classes are named ${type.name}: rename one, since schemas go by name.`);
    if (!known) {
      this.classes.set(type.name, type);
      this.schemas[type.name] = this.objectOf([type]);
    }
    return refTo('schemas', type.name);
  }

  /** One object with the members of all classes: all of them known, nothing else allowed unless a class says `@AllowsMore()`. */
  objectOf(types: readonly Type[]): JsonSchema {
    const members = types.flatMap((type) => this.membersOf(type));
    if (members.length === 0) this.fault(`${types.map(({ name }) => name).join(', ')} has no member with a validation rule.`);
    const required = members.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
    return {
      type: 'object',
      properties: Object.fromEntries(members.map(({ name, schema }) => [name, schema])),
      ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
      ...(types.some(allowsMore) ? {} : { additionalProperties: false }),
    };
  }

  membersOf(type: Type): { name: string; schema: JsonSchema; isOptional: boolean }[] {
    const storage = getMetadataStorage();
    const rules = storage.getTargetValidationMetadatas(type, '', false, false);
    return Object.entries(storage.groupByPropertyName(rules)).map(([name, own]) => ({
      name,
      schema: this.memberSchema(type, name, own),
      isOptional: own.some((rule) => mayBeAbsent(rule, name)),
    }));
  }

  private memberSchema(type: Type, name: string, rules: readonly ValidationMetadata[]): JsonSchema {
    const declared: unknown = Reflect.getMetadata('design:type', type.prototype as object, name);
    const isArray = declared === Array || rules.some((rule) => rule.each || nameOf(rule) === 'isArray');
    const about = rules.filter((rule) => (isArray ? rule.each : true) && !(nameOf(rule) in arraySchemas));
    const one = this.valueSchema(type, name, about, isArray ? undefined : declared);
    const schema = isArray ? { type: 'array', items: one, ...merged(rules, arraySchemas) } : one;
    return rules.some(allowsNull) ? orNull(schema) : schema;
  }

  private valueSchema(type: Type, name: string, rules: readonly ValidationMetadata[], declared: unknown): JsonSchema {
    const nested = rules.some((rule) => rule.type === ValidationTypes.NESTED_VALIDATION);
    if (nested) {
      const inner: unknown = transforms.findTypeMetadata(type, name)?.typeFunction?.() ?? declared;
      if (typeof inner === 'function' && inner !== Object) return this.refOf(inner as Type);
      this.fault(`${type.name}.${name} is nested: say its class with @Type(() => …).`);
      return {};
    }
    const schema: JsonSchema = { ...SCALARS.get(declared), ...merged(rules, ruleSchemas) };
    const isKnown = schema.type ?? schema.enum ?? schema.anyOf ?? schema.$ref ?? 'const' in schema;
    if (!isKnown) this.fault(`${type.name}.${name} has no rule that says its type: add @IsString(), @IsInt() or the like.`);
    return schema;
  }
}

type Condition = (object: object, value: unknown) => boolean;

/** The condition of @ValidateIf and @IsOptional: false means that the member is not looked at. */
function skips(rule: ValidationMetadata, object: object, value: unknown): boolean {
  if (rule.type !== ValidationTypes.CONDITIONAL_VALIDATION) return false;
  const [condition] = rule.constraints as [Condition];
  return !condition(object, value);
}

/** `@ValidateIf((_, value) => value !== null)`. @IsOptional() means "may be left out", not "may be null". */
function allowsNull(rule: ValidationMetadata): boolean {
  return skips(rule, {}, null) && !skips(rule, {}, undefined);
}

/** Optional outright, or once other members are there (`@ValidateIf((dto) => dto.other === undefined)`). */
function mayBeAbsent(rule: ValidationMetadata, name: string): boolean {
  const othersGiven = new Proxy({}, { get: (_, member) => (member === name ? undefined : 'given') });
  return [{}, othersGiven].some((object) => skips(rule, object, undefined));
}

function merged(rules: readonly ValidationMetadata[], table: typeof ruleSchemas): JsonSchema {
  return rules.reduce<JsonSchema>((schema, rule) => {
    const said = (rule.context as { schema?: JsonSchema } | undefined)?.schema;
    const constraints = (rule.constraints ?? []) as never[];
    return { ...schema, ...table[nameOf(rule)]?.(...constraints), ...said };
  }, {});
}

const nameOf = (rule: ValidationMetadata) => rule.name ?? rule.type;
