import 'reflect-metadata';
import type { Type } from '@nestjs/common';

/** One value of a path parameter that stands for a route of its own, e.g. `:type` = `totp`. */
export interface PathExpansion {
  readonly value: string;
  /** The classes whose members are this value's body, where the handler's parameter cannot say it. */
  readonly body?: readonly Type[];
  /** The class of `data` on success, where it differs from `@Answer`. */
  readonly answer?: Type;
}

/** Gets every provider class of the application; runs only when the document is built. */
export type ExpandWith = (providers: readonly Type[]) => readonly PathExpansion[];
export type ClassesFrom = (providers: readonly Type[]) => readonly Type[];

interface Expansion {
  readonly parameter: string;
  readonly values: ExpandWith;
}

const ALLOWS_MORE = 'countersign:openapi-allows-more';
const EXPANSION = 'countersign:openapi-expansion';
const BODY = 'countersign:openapi-body';
const ADDITIONS = 'countersign:openapi-additions';

interface Additions {
  readonly to: Type;
  readonly classes: ClassesFrom;
}

/** One documented path for each value of a parameter: `@ExpandPath('type', (providers) => factorsAmong(providers))`. */
export function ExpandPath(parameter: string, values: ExpandWith): MethodDecorator {
  return set<Expansion>(EXPANSION, { parameter, values });
}

/** Says a body that no single DTO class says: the members of all classes are one object. */
export function Accepts(classes: readonly Type[] | ClassesFrom): MethodDecorator {
  return set<ClassesFrom>(BODY, typeof classes === 'function' ? classes : () => classes);
}

/** Says members that plug-ins add to an answer of the class `to`: the members of all classes are one object. */
export function AnswersToo(to: Type, classes: ClassesFrom): MethodDecorator {
  return (_prototype, _name, descriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(ADDITIONS, [...additionsOf(handler), { to, classes }], handler);
  };
}

/** Says of an input that members beyond its own are let through and left out, where a standard wants that. */
export const AllowsMore = (): ClassDecorator => (type) => Reflect.defineMetadata(ALLOWS_MORE, true, type);

export const allowsMore = (type: Type): boolean => Reflect.hasOwnMetadata(ALLOWS_MORE, type);
export const expansionOf = (handler: object) => Reflect.getMetadata(EXPANSION, handler) as Expansion | undefined;
export const bodyOf = (handler: object) => Reflect.getMetadata(BODY, handler) as ClassesFrom | undefined;
export const additionsOf = (handler: object) => (Reflect.getMetadata(ADDITIONS, handler) ?? []) as readonly Additions[];

function set<Value>(key: string, value: Value): MethodDecorator {
  return (_prototype, _name, descriptor) => Reflect.defineMetadata(key, value, descriptor.value as object);
}
