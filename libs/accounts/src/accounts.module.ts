import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './accounts.limits';
import { Accounts } from './accounts';
import { FormerAddress } from './addresses/former-address.entity';
import { FormerAddresses } from './addresses/former-addresses';
import { UserAdministration } from './administration/user-administration';
import { CountKeys } from './count-keys';
import { AccountReferences } from './directory/account-references';
import { UserDirectory } from './directory/user-directory';
import { Link } from './links/link.entity';
import { Links } from './links/links';
import { MailBudget } from './links/mail-budget';
import { LoginBucket } from './login-bucket.entity';
import { LoginBudget } from './login-budget';
import { PasswordRules } from './passwords/password-rules';
import { SecondFactorPolicy } from './policy/second-factor-policy';
import { User } from './user.entity';

@Module({
  imports: [TypeOrmModule.forFeature([User, FormerAddress, LoginBucket, Link])],
  providers: [AccountReferences, Accounts, CountKeys, FormerAddresses, Links, LoginBudget, MailBudget, PasswordRules, SecondFactorPolicy, UserAdministration, UserDirectory],
  exports: [Accounts, FormerAddresses, Links, LoginBudget, MailBudget, PasswordRules, SecondFactorPolicy, UserAdministration, UserDirectory],
})
export class AccountsModule {}
