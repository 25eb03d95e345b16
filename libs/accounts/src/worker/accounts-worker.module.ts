import { Module } from '@nestjs/common';
import { LoginBucketsCleanup } from './login-buckets.cleanup';

@Module({ providers: [LoginBucketsCleanup] })
export class AccountsWorkerModule {}
