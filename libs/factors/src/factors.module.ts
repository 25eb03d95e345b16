import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import { SessionsModule } from '@countersign/sessions';
import { BudgetRepository } from './budget/budget.repository';
import { FactorBudgetRow } from './budget/factor-budget.entity';
import { FactorBudget } from './budget/factor-budget';
import { SetupBudget } from './budget/setup-budget';
import { UnlockChecks } from './budget/unlock-checks';
import { Challenge } from './challenges/challenge.entity';
import { ChallengeRepository } from './challenges/challenge.repository';
import { Challenges } from './challenges/challenges';
import { Verifications } from './challenges/verifications';
import { ChangeMethod } from './enrolment/change-method';
import { CheckSetup } from './enrolment/check-setup';
import { ConfirmMethod } from './enrolment/confirm-method';
import { EndWaysBack } from './enrolment/end-ways-back';
import { RemoveMethod } from './enrolment/remove-method';
import { ResetSecondFactor } from './enrolment/reset-second-factor';
import { SecondFactorState } from './enrolment/second-factor-state';
import { SetUpMethod } from './enrolment/set-up-method';
import './factors.limits';
import { MethodRepository } from './methods/method.repository';
import { Methods } from './methods/methods';
import { TwoFactorMethod } from './methods/two-factor-method.entity';
import { CheckProof } from './proof/check-proof';
import { RecoveryByShape } from './proof/recovery-by-shape';
import { ChallengePolicies } from './registry/challenge-policies';
import { EnrolmentCompanions } from './registry/enrolment-companions';
import { FactorRegistry } from './registry/factor-registry';

const services = [Challenges, Verifications, FactorBudget, UnlockChecks, CheckProof, RecoveryByShape, Methods, FactorRegistry, ChallengePolicies, EnrolmentCompanions];
const flows = [SetUpMethod, ConfirmMethod, ChangeMethod, RemoveMethod, ResetSecondFactor];

@Module({
  imports: [
    DiscoveryModule,
    TypeOrmModule.forFeature([TwoFactorMethod, Challenge, FactorBudgetRow]),
    AccountsModule,
    AuditModule,
    SessionsModule,
  ],
  providers: [
    BudgetRepository,
    ChallengeRepository,
    MethodRepository,
    SetupBudget,
    CheckSetup,
    EndWaysBack,
    SecondFactorState,
    ...services,
    ...flows,
  ],
  exports: [...services, ...flows],
})
export class FactorsModule {}
