import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './accounts.limits';
import { Accounts } from './accounts';
import { LoginBucket } from './login-bucket.entity';
import { LoginBudget } from './login-budget';
import { PasswordRules } from './passwords/password-rules';
import { User } from './user.entity';

@Module({
  imports: [TypeOrmModule.forFeature([User, LoginBucket])],
  providers: [Accounts, LoginBudget, PasswordRules],
  exports: [Accounts, LoginBudget, PasswordRules],
})
export class AccountsModule {}
