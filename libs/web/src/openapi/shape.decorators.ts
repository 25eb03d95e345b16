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
export type BodyFrom = (providers: readonly Type[]) => readonly Type[];

interface Expansion {
  readonly parameter: string;
  readonly values: ExpandWith;
}

const EXPANSION = 'countersign:openapi-expansion';
const BODY = 'countersign:openapi-body';

/** One documented path for each value of a parameter: `@ExpandPath('type', (providers) => factorsAmong(providers))`. */
export function ExpandPath(parameter: string, values: ExpandWith): MethodDecorator {
  return set<Expansion>(EXPANSION, { parameter, values });
}

/** Says a body that no single DTO class says: the members of all classes are one object. */
export function Accepts(classes: readonly Type[] | BodyFrom): MethodDecorator {
  return set<BodyFrom>(BODY, typeof classes === 'function' ? classes : () => classes);
}

export const expansionOf = (handler: object) => Reflect.getMetadata(EXPANSION, handler) as Expansion | undefined;
export const bodyOf = (handler: object) => Reflect.getMetadata(BODY, handler) as BodyFrom | undefined;

function set<Value>(key: string, value: Value): MethodDecorator {
  return (_prototype, _name, descriptor) => Reflect.defineMetadata(key, value, descriptor.value as object);
}
