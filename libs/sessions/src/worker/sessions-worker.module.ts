import { Module } from '@nestjs/common';
// The worker mails what has a notice: it needs the catalogue.
import '../sessions.events';
import { SessionsCleanup } from './sessions.cleanup';

@Module({ providers: [SessionsCleanup] })
export class SessionsWorkerModule {}
