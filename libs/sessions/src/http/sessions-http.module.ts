import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions.module';
import { SessionsController } from './sessions.controller';
import { TokensController } from './tokens.controller';

@Module({ imports: [SessionsModule], controllers: [TokensController, SessionsController] })
export class SessionsHttpModule {}
