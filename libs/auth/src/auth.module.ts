import { Module } from '@nestjs/common';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import { FactorsModule } from '@countersign/factors';
import { OtpDeliveryModule } from '@countersign/otp-delivery';
import { QueueModule } from '@countersign/queue';
import { SessionsModule } from '@countersign/sessions';
import { AskUser } from './applications/ask-user';
import { ManageUsers } from './applications/manage-users';
import { VerifyUser } from './applications/verify-user';
import { AnswerChallenge } from './answer-challenge';
import { AskToStepUp } from './step-up/ask-to-step-up';
import { ChangePassword } from './change-password';
import { CheckPassword } from './check-password';
import { ChoosePassword } from './choose-password';
import { DeleteAccount } from './delete-account';
import { ChangeEmail } from './links/change-email';
import { ConfirmEmail } from './links/confirm-email';
import { FarewellMail } from './links/farewell-mail';
import { LinkMails } from './links/link-mails';
import { MailLinks } from './links/mail-links';
import { ResetPassword } from './links/reset-password';
import { VerifiedOnly } from './links/verified-only';
import { VerifyEmail } from './links/verify-email';
import { LogIn } from './log-in';
import { OpenChallenge } from './open-challenge';
import { ProveSecondFactor } from './prove-second-factor';
import { RaiseSession } from './step-up/raise-session';
import { RegisterUser } from './register-user';
import { ResendCode } from './resend-code';
import { StartOrEnrol } from './start-or-enrol';
import { StartSession } from './start-session';
import { StepUpWithCode } from './step-up/step-up-with-code';
import { StepUpWithPassword } from './step-up/step-up-with-password';

const signingIn = [AnswerChallenge, AskToStepUp, LogIn, RegisterUser, ResendCode, StepUpWithCode, StepUpWithPassword];
const changes = [ChangeEmail, ChangePassword, ConfirmEmail, DeleteAccount, ResetPassword, VerifyEmail];
const forApplications = [AskUser, ManageUsers, VerifyUser];
const flows = [...signingIn, ...changes, ...forApplications];
const mails = [FarewellMail, LinkMails, MailLinks, VerifiedOnly];
const steps = [CheckPassword, ChoosePassword, OpenChallenge, ProveSecondFactor, RaiseSession, StartOrEnrol, StartSession, ...mails];

@Module({
  imports: [AccountsModule, AuditModule, FactorsModule, OtpDeliveryModule, QueueModule, SessionsModule],
  providers: [...flows, ...steps],
  exports: [...flows, LinkMails, MailLinks],
})
export class AuthModule {}
