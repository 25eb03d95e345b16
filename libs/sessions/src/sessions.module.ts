import { Module, type Provider } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import './sessions.limits';
import { CrossSiteGuard } from './http/cross-site.guard';
import { RefreshCookie } from './http/refresh-cookie';
import { TokenDeliveryInterceptor } from './http/token-delivery.interceptor';
import { KnownTokens } from './introspection/known-tokens';
import { RevokeToken } from './introspection/revoke-token';
import { KnownAgent } from './known-agent.entity';
import { LogOut } from './log-out';
import { RefreshToken } from './refresh-token.entity';
import { RevokeSessions } from './revoke-sessions';
import { Session } from './session.entity';
import { SessionRepository } from './session.repository';
import { Sessions } from './sessions';
import { SessionsSettings } from './sessions.settings';
import { AccessKeys, SharedSecret } from './signing/access-keys';
import { SigningKey } from './signing/signing-key.entity';
import { SigningKeyRing } from './signing/signing-key-ring';
import { SigningKeys } from './signing/signing-keys';
import { AccessTokenGuard } from './tokens/access-token.guard';
import { AccessTokenStrategy } from './tokens/access-token.strategy';
import { AccessTokens } from './tokens/access-tokens';
import { EnrolmentReader } from './tokens/enrolment.reader';
import { EnrolmentTokens } from './tokens/enrolment-tokens';
import { RefreshSession } from './tokens/refresh-session';
import { RefreshTokens } from './tokens/refresh-tokens';
import { SessionReader } from './tokens/session.reader';

const offered = [Sessions, LogOut, RevokeSessions, RefreshSession, SessionReader, RefreshCookie, CrossSiteGuard, TokenDeliveryInterceptor];

const signing: Provider[] = [
  SigningKeys,
  SigningKeyRing,
  {
    provide: AccessKeys,
    inject: [SessionsSettings, SigningKeyRing],
    useFactory: (settings: SessionsSettings, ring: SigningKeyRing) => (settings.JWT_ACCESS_ALGORITHM === 'ES256' ? ring : new SharedSecret(settings)),
  },
];

@Module({
  imports: [
    AccountsModule,
    AuditModule,
    JwtModule.register({}),
    TypeOrmModule.forFeature([Session, RefreshToken, SigningKey, KnownAgent]),
  ],
  providers: [...offered, ...signing, SessionRepository, KnownTokens, RevokeToken, AccessTokens, AccessTokenStrategy, AccessTokenGuard, EnrolmentReader, EnrolmentTokens, RefreshTokens],
  exports: [...offered, AccessKeys, KnownTokens, RevokeToken],
})
export class SessionsModule {}
