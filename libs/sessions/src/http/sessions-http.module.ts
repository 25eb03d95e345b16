import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions.module';
import { SessionsController } from './sessions.controller';
import { StandardTokensController } from './standard-tokens.controller';
import { TokensController } from './tokens.controller';

@Module({ imports: [SessionsModule], controllers: [TokensController, SessionsController, StandardTokensController] })
export class SessionsHttpModule {}
