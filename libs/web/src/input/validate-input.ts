import type { Type, ValidationPipeOptions } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { invalid } from './json-body';
import { violationsOf } from './violations';

/** An allow-list: what the DTO does not name is refused, and no value is coerced into another type. */
const rules = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
};

export const pipeOptions: ValidationPipeOptions = {
  ...rules,
  transform: true,
  transformOptions: { enableImplicitConversion: false },
  exceptionFactory: refuse,
};

/**
 * A checked instance of a DTO that is known only at run time (a factor's proof, a policy's input): the same rules as the
 * global pipe's.
 *
 * @throws problems.validation_failed
 */
export async function validateInput<Input extends object>(type: Type<Input>, value: unknown): Promise<Input> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) throw invalid([{ pointer: '', detail: 'must be a JSON object' }]);
  const input = plainToInstance(type, value, { enableImplicitConversion: false });
  const errors = await validate(input, rules);
  if (errors.length > 0) throw refuse(errors);
  return input;
}

function refuse(errors: readonly ValidationError[]) {
  return invalid(violationsOf(errors));
}
