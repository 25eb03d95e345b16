import { Module } from '@nestjs/common';
// The worker mails what has a notice: it needs the catalogue.
import '../accounts.events';
import { FormerAddressesCleanup } from './former-addresses.cleanup';
import { LoginBucketsCleanup } from './login-buckets.cleanup';
import { OldLinksCleanup } from './old-links.cleanup';

@Module({ providers: [FormerAddressesCleanup, LoginBucketsCleanup, OldLinksCleanup] })
export class AccountsWorkerModule {}
