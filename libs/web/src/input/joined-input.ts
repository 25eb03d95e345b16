import type { Type } from '@nestjs/common';
import { IntersectionType } from '@nestjs/mapped-types';

const joined = new Map<string, Type<object>>();
const numbers = new WeakMap<object, number>();
let count = 0;

/**
 * One class with the members of all, for a body that several plug-ins read: `validateInput(joinedInput([LogInDto, …]), body)`.
 * The same classes give the same class, so that their metadata is copied once.
 */
export function joinedInput<First extends object>([first, ...others]: readonly [Type<First>, ...Type<object>[]]): Type<First> {
  if (others.length === 0) return first;
  const key = [first, ...others].map(numberOf).join();
  const known = joined.get(key) ?? (IntersectionType(first, ...(others as [Type<object>])) as Type<object>);
  joined.set(key, known);
  return known as Type<First>;
}

function numberOf(type: object): number {
  const number = numbers.get(type) ?? (count += 1);
  numbers.set(type, number);
  return number;
}
