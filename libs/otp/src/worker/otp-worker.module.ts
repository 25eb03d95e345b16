import { Module } from '@nestjs/common';
// The worker hands events to listeners and prints their titles: it needs the catalogue.
import '../otp.events';
import { ClearCodes } from './clear-codes';
import { FailedDestinations } from './failed-destinations';

@Module({ providers: [ClearCodes, FailedDestinations] })
export class OtpWorkerModule {}
