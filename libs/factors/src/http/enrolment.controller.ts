import { Controller, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { SignedIn, TokenDeliveryInterceptor } from '@countersign/sessions';
import {
  AllowEnrolment,
  Answer,
  AnswersToo,
  CanFail,
  CurrentPrincipal,
  Does,
  ExpandPath,
  OnBehalf,
  RequestOrigin,
  RequireFresh,
  RequireScope,
  success,
  type Principal,
} from '@countersign/web';
import { ConfirmMethod } from '../enrolment/confirm-method';
import { SetUpMethod } from '../enrolment/set-up-method';
import { ConfirmedAnswer, SetupAnswer } from './answers';
import { FactorBody, FactorInputPipe } from './factor-input.pipe';
import { companionAnswers, setupPaths, verifySetupPaths } from './factor-paths';
import type { ConfirmDto, SetUpDto } from './factor.dto';
import { FactorGuard } from './factor.guard';
import { FactorInterceptor } from './factor.interceptor';

/** Setup and its confirmation, the same for every factor. */
@Controller('2fa/:type')
@RequireScope('2fa:write')
@OnBehalf()
@UseGuards(FactorGuard)
@AllowEnrolment()
@UseInterceptors(TokenDeliveryInterceptor, FactorInterceptor)
export class EnrolmentController {
  constructor(
    private readonly setUpMethod: SetUpMethod,
    private readonly confirmMethod: ConfirmMethod,
  ) {}

  @Post('setup')
  @Does('Begins to set up a method of the kind {}.')
  @RequireFresh()
  @ExpandPath('type', setupPaths)
  @AnswersToo(SetupAnswer, companionAnswers)
  @Answer(200, SetupAnswer, 'A pending method, for 10 minutes; it replaces the one that was pending.')
  @CanFail('validation_failed', 'step_up_required', 'forbidden', 'not_found', 'too_many_methods', 'too_many_requests', 'channel_unavailable')
  async setup(
    @Param('type') type: string,
    @FactorBody('setup', FactorInputPipe) input: SetUpDto,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return success(await this.setUpMethod.setUp({ principal, type, label: input.label ?? null, input, origin }));
  }

  @Post('verify-setup')
  @Does('Confirms a method of the kind {} with its first code.')
  @ExpandPath('type', verifySetupPaths)
  @AnswersToo(ConfirmedAnswer, companionAnswers)
  @Answer(200, ConfirmedAnswer, 'The method is active; the code that confirmed it is spent. Asked with an enrolment token: signed in, too.')
  @CanFail('validation_failed', 'forbidden', 'not_found', 'setup_not_started', 'invalid_code', 'code_already_used', 'too_many_requests', 'channel_unavailable')
  async verifySetup(
    @Param('type') type: string,
    @FactorBody('verify-setup', FactorInputPipe) proof: ConfirmDto,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    const { signedIn, ...confirmed } = await this.confirmMethod.confirm({ principal, type, methodId: proof.methodId, proof, origin });
    if (signedIn) return new SignedIn(signedIn.user, signedIn.issued, confirmed);
    return success(confirmed, 'The method is active.');
  }
}
