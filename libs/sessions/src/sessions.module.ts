import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import './sessions.limits';
import { CrossSiteGuard } from './http/cross-site.guard';
import { RefreshCookie } from './http/refresh-cookie';
import { TokenDeliveryInterceptor } from './http/token-delivery.interceptor';
import { LogOut } from './log-out';
import { RefreshToken } from './refresh-token.entity';
import { RevokeSessions } from './revoke-sessions';
import { Session } from './session.entity';
import { SessionRepository } from './session.repository';
import { Sessions } from './sessions';
import { SessionsSettings } from './sessions.settings';
import { AccessTokenGuard } from './tokens/access-token.guard';
import { AccessTokenStrategy } from './tokens/access-token.strategy';
import { AccessTokens, jwtOptions } from './tokens/access-tokens';
import { RefreshSession } from './tokens/refresh-session';
import { RefreshTokens } from './tokens/refresh-tokens';
import { SessionReader } from './tokens/session.reader';

const offered = [Sessions, LogOut, RevokeSessions, RefreshSession, SessionReader, RefreshCookie, CrossSiteGuard, TokenDeliveryInterceptor];

@Module({
  imports: [
    AccountsModule,
    AuditModule,
    JwtModule.registerAsync({ inject: [SessionsSettings], useFactory: jwtOptions }),
    TypeOrmModule.forFeature([Session, RefreshToken]),
  ],
  providers: [...offered, SessionRepository, AccessTokens, AccessTokenStrategy, AccessTokenGuard, RefreshTokens],
  exports: offered,
})
export class SessionsModule {}
