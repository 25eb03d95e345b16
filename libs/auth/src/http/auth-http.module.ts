import { Module } from '@nestjs/common';
import { FactorsModule } from '@countersign/factors';
import { SessionsModule } from '@countersign/sessions';
import { AuthModule } from '../auth.module';
import { MailLinksAnnouncement } from '../links/mail-links.announcement';
import { ChallengesController } from './applications/challenges.controller';
import { UsersController } from './applications/users.controller';
import { AccountController } from './account.controller';
import { AuthController } from './auth.controller';
import { ChallengeExchange } from './challenge-exchange';
import { LinksController } from './links/links.controller';
import { LogInBody, VerifyBody } from './policy-body';
import { PolicyExchange } from './policy-exchange';
import { ProofController } from './proof.controller';
import { ResendController } from './resend.controller';
import { VerifyController } from './verify.controller';

@Module({
  imports: [AuthModule, FactorsModule, SessionsModule],
  controllers: [
    ...[AccountController, AuthController, LinksController, ProofController, ResendController, VerifyController],
    ...[ChallengesController, UsersController],
  ],
  providers: [ChallengeExchange, LogInBody, MailLinksAnnouncement, PolicyExchange, VerifyBody],
  exports: [ChallengeExchange],
})
export class AuthHttpModule {}
