import { Module } from '@nestjs/common';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import { FactorsModule } from '@countersign/factors';
import { SessionsModule } from '@countersign/sessions';
import { Administered } from './administered';
import { ResetUserFactor } from './reset-user-factor';
import { SuspendUser } from './suspend-user';
import { UnlockUser } from './unlock-user';

const offered = [ResetUserFactor, SuspendUser, UnlockUser];

@Module({
  imports: [AccountsModule, AuditModule, FactorsModule, SessionsModule],
  providers: [Administered, ...offered],
  exports: offered,
})
export class AdministrationModule {}
