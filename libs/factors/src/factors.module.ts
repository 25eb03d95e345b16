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
import { Challenge } from './challenges/challenge.entity';
import { ChallengeRepository } from './challenges/challenge.repository';
import { Challenges } from './challenges/challenges';
import { MethodRepository } from './methods/method.repository';
import { Methods } from './methods/methods';
import { TwoFactorMethod } from './methods/two-factor-method.entity';
import { CheckProof } from './proof/check-proof';
import { ChallengePolicies } from './registry/challenge-policies';
import { EnrolmentCompanions } from './registry/enrolment-companions';
import { FactorRegistry } from './registry/factor-registry';

const services = [Challenges, FactorBudget, CheckProof, Methods, FactorRegistry, ChallengePolicies, EnrolmentCompanions];

@Module({
  imports: [
    DiscoveryModule,
    TypeOrmModule.forFeature([TwoFactorMethod, Challenge, FactorBudgetRow]),
    AccountsModule,
    AuditModule,
    SessionsModule,
  ],
  providers: [BudgetRepository, ChallengeRepository, MethodRepository, SetupBudget, ...services],
  exports: services,
})
export class FactorsModule {}
