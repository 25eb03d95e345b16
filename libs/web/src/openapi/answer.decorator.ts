import type { Type } from '@nestjs/common';

/** What a route answers when it succeeds, for docs/openapi.json. Bare metadata: costs nothing when nobody reads it. */
export interface AnswerDoc {
  readonly status: number;
  /** The class of `data`, its members decorated by class-validator; null: the envelope has no `data`. */
  readonly type: Type | null;
  readonly description: string;
  /** `data` is a bare array of the class. */
  readonly isList: boolean;
  /** The class is the whole body, without the success envelope (health, RFC routes). */
  readonly isPlain: boolean;
  /** Another media type than JSON: the body is then a text. */
  readonly mediaType: string;
}

export interface AnswerOptions {
  readonly list?: boolean;
  readonly plain?: boolean;
  readonly mediaType?: string;
}

/** One value of a path parameter that stands for a route of its own, e.g. `:type` = `totp`. */
export interface PathExpansion {
  readonly value: string;
  /** The body of this value's route, where the handler's parameter cannot say it. */
  readonly body?: Type;
  /** The class of `data` on success, where it differs from `@Answer`. */
  readonly answer?: Type;
}

/** Gets every provider class of the application; runs only when the document is built. */
export type ExpandWith = (providers: readonly Type[]) => readonly PathExpansion[];
export type BodyFrom = (providers: readonly Type[]) => readonly Type[];

const ANSWERS = Symbol('openapi:answers');
const PROBLEMS = Symbol('openapi:problems');
const EXPANSION = Symbol('openapi:expansion');
const BODY = Symbol('openapi:body');

/**
 * Says one successful answer: `@Answer(200, MeAnswer, 'Who you are')`. Every route needs at least one; several with one
 * status are alternatives. `null` as class: nothing but the envelope.
 */
export function Answer(
  status: number,
  type: Type | null,
  description: string,
  { list = false, plain = false, mediaType = 'application/json' }: AnswerOptions = {},
): MethodDecorator {
  const doc: AnswerDoc = { status, type, description, isList: list, isPlain: plain, mediaType };
  return (_prototype, _name, descriptor) => append(ANSWERS, descriptor.value as object, [doc]);
}

/** Names the problems of a route, or of all routes of a controller. Those of guards, limits and validation are known already. */
export function CanFail(...codes: readonly string[]): MethodDecorator & ClassDecorator {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor) =>
    append(PROBLEMS, (descriptor?.value as object | undefined) ?? target, codes);
}

/** One documented path for each value of a parameter: `@ExpandPath('type', factorsAmong)`. */
export function ExpandPath(parameter: string, values: ExpandWith): MethodDecorator {
  return (_prototype, _name, descriptor) => append(EXPANSION, descriptor.value as object, [{ parameter, values }]);
}

/** Says a body that no single DTO class says: the members of all classes are one object. */
export function Accepts(classes: readonly Type[] | BodyFrom): MethodDecorator {
  const from: BodyFrom = typeof classes === 'function' ? classes : () => classes;
  return (_prototype, _name, descriptor) => append(BODY, descriptor.value as object, [from]);
}

export const answersOf = (handler: object) => entries<AnswerDoc>(ANSWERS, handler);
export const problemsOf = (target: object) => entries<string>(PROBLEMS, target);
export const bodyOf = (handler: object) => entries<BodyFrom>(BODY, handler)[0];
export const expansionOf = (handler: object) =>
  entries<{ parameter: string; values: ExpandWith }>(EXPANSION, handler)[0];

function append(key: symbol, target: object, added: readonly unknown[]): void {
  Reflect.defineMetadata(key, [...added, ...entries<unknown>(key, target)], target);
}

function entries<Entry>(key: symbol, target: object): readonly Entry[] {
  return (Reflect.getMetadata(key, target) as readonly Entry[] | undefined) ?? [];
}
