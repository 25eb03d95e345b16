import type { Type } from '@nestjs/common';
import { CHALLENGE_POLICY, type ChallengePolicy } from '../contract/challenge-policy';

/** For OpenAPI, which is written without instances: the classes that policies say as getters under `member`. */
export function policyClasses(providers: readonly Type[], member: 'loginDto' | 'inputDto' | 'answerDto'): Type<object>[] {
  return providers.flatMap((provider) => {
    const isPolicy = Reflect.hasMetadata(CHALLENGE_POLICY, provider);
    return isPolicy ? ((provider.prototype as ChallengePolicy)[member] ?? []) : [];
  });
}
