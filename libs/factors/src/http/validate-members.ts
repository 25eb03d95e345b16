import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { isProblem, problems } from '@countersign/kernel';
import { validateInput } from '@countersign/web';

type Members = Record<string, unknown>;
interface Faults {
  readonly errors: readonly string[];
  readonly violations: readonly unknown[];
}

/**
 * Checks one body that belongs to several DTO classes (a route's own members, a factor's, each policy's). Every class gets
 * the members that it names; a member that no class names is refused.
 *
 * @returns an instance of each class, in their order.
 * @throws validation_failed with the faults of all.
 */
export async function validateMembers(body: unknown, classes: readonly Type<object>[]): Promise<object[]> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const rest: Members = { ...(isObject ? (body as Members) : {}) };
  const parts = classes.map((type) => Object.fromEntries(membersOf(type).filter((name) => name in rest).map((name) => [name, rest[name]])));
  for (const name of parts.flatMap((part) => Object.keys(part))) delete rest[name];
  // Strangers go to the first class, whose allow-list refuses them in the usual words.
  const [first = {}, ...others] = parts;
  const results = await Promise.all([{ ...first, ...rest }, ...others].map((part, index) => checked(classes[index]!, part)));
  const faults = results.flatMap((result) => ('faults' in result ? [result.faults] : []));
  if (faults.length > 0) throw together(faults);
  return results.flatMap((result) => ('instance' in result ? [result.instance] : []));
}

async function checked(type: Type<object>, part: Members): Promise<{ instance: object } | { faults: Faults }> {
  try {
    return { instance: await validateInput(type, part) };
  } catch (error) {
    if (!isProblem(error, 'validation_failed')) throw error;
    return { faults: error.extras as unknown as Faults };
  }
}

function together(faults: readonly Faults[]) {
  const errors = faults.flatMap((fault) => fault.errors);
  const violations = faults.flatMap((fault) => fault.violations);
  return problems.validation_failed({ errors, violations });
}

function membersOf(type: Type<object>): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}
