import { Module } from '@nestjs/common';
import { SessionsCleanup } from './sessions.cleanup';

@Module({ providers: [SessionsCleanup] })
export class SessionsWorkerModule {}
