import { Module } from '@nestjs/common';
// The worker mails what has a notice: it needs the catalogue.
import '../sessions.events';
import { AgentsCleanup, SessionsCleanup } from './sessions.cleanup';

@Module({ providers: [AgentsCleanup, SessionsCleanup] })
export class SessionsWorkerModule {}
