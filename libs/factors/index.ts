export type { BudgetEntry } from './src/budget/budget.statements';
export { FactorBudget } from './src/budget/factor-budget';
export type { CheckReservation } from './src/budget/factor-budget';
export { UnlockChecks } from './src/budget/unlock-checks';
export { Challenges } from './src/challenges/challenges';
export type { LiveChallenge, OpenedChallenge, Reservation } from './src/challenges/challenges';
export type { ChallengePurpose } from './src/challenges/challenge.statements';
export { Verifications } from './src/challenges/verifications';
export type { VerificationRow } from './src/challenges/challenge.statements';
export { ChallengePolicy } from './src/contract/challenge-policy';
export type { AnsweredContext, FoundByPolicy, PolicyAnswer, PolicyRequest } from './src/contract/challenge-policy';
export { EnrolmentCompanion } from './src/contract/enrolment-companion';
export { recoveryMethod, SecondFactor, SetupRefused } from './src/contract/factor';
export type {
  AnyFactor,
  AnyPrimaryFactor,
  AnyRecoveryFactor,
  AskedChallenge,
  Assurance,
  ChallengeHint,
  ChallengeRef,
  Factor,
  FactorRequest,
  Matched,
  MethodRef,
  News,
  RecoveryFactor,
  Rejected,
  SetupOffer,
  Spent,
} from './src/contract/factor';
export { ResetSecondFactor } from './src/enrolment/reset-second-factor';
export { factorEvents } from './src/factors.events';
export { FactorsModule } from './src/factors.module';
export { factorProblems } from './src/factors.problems';
export { FactorsSettings } from './src/factors.settings';
export { Methods } from './src/methods/methods';
export type { Method, MethodChoice, MethodView } from './src/methods/methods';
export { CheckProof, costsNothing, named } from './src/proof/check-proof';
export type { CheckedProof, ProofChoice, ProofToCheck } from './src/proof/check-proof';
export { RecoveryByShape } from './src/proof/recovery-by-shape';
export { ChallengePolicies } from './src/registry/challenge-policies';
export type { Recognised } from './src/registry/challenge-policies';
export { policyClasses } from './src/registry/policy-classes';
export { EnrolmentCompanions } from './src/registry/enrolment-companions';
export { FactorRegistry } from './src/registry/factor-registry';
