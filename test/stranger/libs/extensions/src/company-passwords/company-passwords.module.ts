import { Module } from '@nestjs/common';
import { AccountsModule, PasswordRules } from '@countersign/accounts';
import { replaceProvider } from '@countersign/web';
import { CompanyPasswordRules } from './company-password-rules';

replaceProvider(AccountsModule, PasswordRules, CompanyPasswordRules);

@Module({})
export class CompanyPasswordsModule {}
