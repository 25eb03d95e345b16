import type { Type } from '@nestjs/common';
import { ENROLMENT_COMPANION, type EnrolmentCompanion } from '../contract/enrolment-companion';
import { FACTOR_TYPE, type AnyPrimaryFactor } from '../contract/factor';
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

/** What companions add to the answers of both. */
export function companionAnswers(providers: readonly Type[]): Type[] {
  return providers.flatMap((provider) => {
    const isCompanion = Reflect.getMetadata(ENROLMENT_COMPANION, provider) === true;
    return isCompanion ? ((provider.prototype as EnrolmentCompanion).answerDto ?? []) : [];
  });
}

function primariesAmong(providers: readonly Type[]) {
  return providers.flatMap((provider) => {
    const value: unknown = Reflect.getMetadata(FACTOR_TYPE, provider);
    const factor = provider.prototype as AnyPrimaryFactor;
    // A role is a field and not on the class; only what users set up has a body of setup.
    return typeof value === 'string' && factor.setupDto ? [{ value, factor }] : [];
  });
}
