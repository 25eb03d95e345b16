import { Body, Controller, Post } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { AccessTokenAnswer } from '@countersign/sessions';
import { AllowOldPassword, Answer, CanFail, CurrentPrincipal, Does, invalid, RequestOrigin, RequireFresh, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import { AskToStepUp, type StepUpAsked } from '../step-up/ask-to-step-up';
import { ChangePassword } from '../change-password';
import type { RaisedSession } from '../step-up/raise-session';
import { StepUpWithCode } from '../step-up/step-up-with-code';
import { StepUpWithPassword } from '../step-up/step-up-with-password';
import { StepUpAskedAnswer } from './answers';
import { ChangePasswordDto } from './change-password.dto';
import { StepUpDto } from './step-up.dto';

/** Proving again who is signed in, and changing what proves it. */
@Controller('auth')
export class ProofController {
  constructor(
    private readonly askToStepUp: AskToStepUp,
    private readonly withCode: StepUpWithCode,
    private readonly withPassword: StepUpWithPassword,
    private readonly changePassword: ChangePassword,
  ) {}

  @Post('step-up')
  @Does('Proves again who is signed in, within the session.')
  @AllowOldPassword()
  @Answer(200, AccessTokenAnswer, 'A new access token of the same session, whose proof is fresh.')
  @Answer(200, StepUpAskedAnswer, 'Asked with `methodId` alone: the code that was sent is the next call\'s `code`.')
  @CanFail('validation_failed', 'invalid_code', 'code_already_used', 'invalid_credentials', 'not_found', 'too_many_requests')
  async stepUp(@Body() body: StepUpDto, @CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    return success(await this.prove(body, principal, origin));
  }

  @Post('change-password')
  @Does('Changes the password.')
  @AllowOldPassword()
  @RequireFresh()
  @Answer(200, null, 'The password is changed; other sessions and all trusted devices have ended.')
  @CanFail('validation_failed', 'invalid_credentials', 'too_many_requests', 'service_unavailable')
  async change(@Body() body: ChangePasswordDto, @CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    await this.changePassword.change(principal, body, origin);
    return success(undefined, 'The password is changed. Other sessions and trusted devices have ended.');
  }

  private prove(body: StepUpDto, principal: Principal, origin: Origin): Promise<RaisedSession | StepUpAsked> {
    const { password, code, methodId, challengeId } = body;
    if (!principal.user.twoFactorEnabled) {
      if (password === undefined) throw missing('password', 'the account has no second factor');
      return this.withPassword.stepUp(principal, password, origin);
    }
    if (code !== undefined) return this.withCode.stepUp(principal, { proof: { code }, methodId, challengeId }, origin);
    if (methodId === undefined) throw missing('code', 'the account has two-factor authentication');
    return this.askToStepUp.ask(principal, methodId, origin);
  }
}

function missing(field: string, why: string) {
  return invalid([{ pointer: `/${field}`, detail: `is needed: ${why}` }]);
}
