import type { ValidationError } from 'class-validator';
import { pointerTo, type Violation } from './json-body';

/** More would only help who sends thousands of unknown members. */
export const MAX_VIOLATIONS = 50;

export const UNKNOWN_MEMBER = 'is not a known property';

const known: Record<string, string> = {
  whitelistValidation: UNKNOWN_MEMBER,
  unknownValue: 'must be an object',
  nestedValidation: 'must be an object',
};

/** class-validator's errors as pointers and sentences without the value; nested ones point inside. */
export function violationsOf(errors: readonly ValidationError[], parent = ''): Violation[] {
  return errors.flatMap((error) => violationsOfOne(error, parent)).slice(0, MAX_VIOLATIONS);
}

function violationsOfOne({ property, constraints = {}, children = [] }: ValidationError, parent: string): Violation[] {
  const pointer = property === undefined ? parent : pointerTo(parent, property);
  const own = Object.entries(constraints).map(([rule, message]) => ({ pointer, detail: known[rule] ?? sentence(property, message) }));
  return [...own, ...violationsOf(children, pointer)];
}

/** class-validator begins its sentences with the property's name, which the pointer says already. */
function sentence(property: string, message: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
