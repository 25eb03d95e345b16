import { Module } from '@nestjs/common';
import { FactorsModule } from '@countersign/factors';
import { SessionsModule } from '@countersign/sessions';
import { AuthModule } from '../auth.module';
import { AccountController } from './account.controller';
import { AuthController } from './auth.controller';
import { ChallengeExchange } from './challenge-exchange';
import { MailLinksAnnouncement } from '../links/mail-links.announcement';
import { LinksController } from './links.controller';
import { LogInBody, VerifyBody } from './policy-body';
import { PolicyExchange } from './policy-exchange';
import { ProofController } from './proof.controller';
import { ResendController } from './resend.controller';
import { VerifyController } from './verify.controller';

@Module({
  imports: [AuthModule, FactorsModule, SessionsModule],
  controllers: [AccountController, AuthController, LinksController, ProofController, ResendController, VerifyController],
  providers: [ChallengeExchange, LogInBody, MailLinksAnnouncement, PolicyExchange, VerifyBody],
  exports: [ChallengeExchange],
})
export class AuthHttpModule {}
