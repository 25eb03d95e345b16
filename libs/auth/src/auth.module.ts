import { Module } from '@nestjs/common';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import { FactorsModule } from '@countersign/factors';
import { SessionsModule } from '@countersign/sessions';
import { AnswerChallenge } from './answer-challenge';
import { AskToStepUp } from './ask-to-step-up';
import { ChangePassword } from './change-password';
import { CheckPassword } from './check-password';
import { ChoosePassword } from './choose-password';
import { LogIn } from './log-in';
import { OpenChallenge } from './open-challenge';
import { RaiseSession } from './raise-session';
import { RegisterUser } from './register-user';
import { ResendCode } from './resend-code';
import { StartSession } from './start-session';
import { StepUpWithCode } from './step-up-with-code';
import { StepUpWithPassword } from './step-up-with-password';

const flows = [AnswerChallenge, AskToStepUp, ChangePassword, LogIn, RegisterUser, ResendCode, StepUpWithCode, StepUpWithPassword];
const steps = [CheckPassword, ChoosePassword, OpenChallenge, RaiseSession, StartSession];

@Module({
  imports: [AccountsModule, AuditModule, FactorsModule, SessionsModule],
  providers: [...flows, ...steps],
  exports: flows,
})
export class AuthModule {}
