import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TotpEnrolmentGuard } from './enrolment.guard';
import { TotpNoStoreInterceptor } from './no-store.interceptor';
import { TotpIssuer } from './totp-issuer';
import { TotpSecret } from './totp-secret.entity';
import { TotpSecretRepository } from './totp-secret.repository';
import { TotpFactor } from './totp.factor';

@Module({
  imports: [TypeOrmModule.forFeature([TotpSecret])],
  providers: [TotpFactor, TotpSecretRepository, TotpIssuer, TotpEnrolmentGuard, TotpNoStoreInterceptor],
})
export class TotpModule {}
