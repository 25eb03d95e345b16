import type { Type } from '@nestjs/common';
import { FACTOR_TYPE, type AnyFactor } from '../contract/factor';
import { ConfirmDto, SetUpDto } from './factor.dto';

/** One documented path a factor. OpenAPI is written without instances: what a factor takes stands on its class. */
export function setupPaths(providers: readonly Type[]) {
  return primariesAmong(providers).map(({ value, factor }) => ({
    value,
    body: [SetUpDto, factor.setupDto],
    ...(factor.setupAnswer ? { answer: factor.setupAnswer } : {}),
  }));
}

export function verifySetupPaths(providers: readonly Type[]) {
  return primariesAmong(providers).map(({ value, factor }) => ({ value, body: [ConfirmDto, factor.confirmDto ?? factor.proofDto] }));
}

function primariesAmong(providers: readonly Type[]) {
  return providers.flatMap((provider) => {
    const value: unknown = Reflect.getMetadata(FACTOR_TYPE, provider);
    const factor = provider.prototype as AnyFactor;
    return typeof value === 'string' && factor.role !== 'recovery' ? [{ value, factor }] : [];
  });
}
