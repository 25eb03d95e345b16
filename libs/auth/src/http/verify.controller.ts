import { Body, Controller, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { policyClasses } from '@countersign/factors';
import { SignedInAnswer, TokenDeliveryInterceptor } from '@countersign/sessions';
import {
  Accepts,
  Answer,
  AnswersToo,
  CanFail,
  CurrentPrincipal,
  Does,
  invalid,
  OnBehalf,
  Public,
  RequireScope,
  success,
  type Principal,
} from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { VerifyUser } from '../applications/verify-user';
import { VerifiedUserAnswer } from './answers';
import { ChallengeExchange } from './challenge-exchange';
import { VerifyBody } from './policy-body';
import type { VerifyInput } from './policy-body';
import { PolicyExchange } from './policy-exchange';
import { VerifyEitherDto } from './verify.dto';

/** A code, for a log-in here or for an application that keeps its own passwords. */
@Controller('2fa')
@UseInterceptors(TokenDeliveryInterceptor)
export class VerifyController {
  constructor(
    private readonly challenges: ChallengeExchange,
    private readonly verifyUser: VerifyUser,
    private readonly exchange: PolicyExchange,
  ) {}

  @Post('verify')
  @Does('Answers the question of a log-in with a code; with an API key, that of an application about its user.')
  @Public()
  @RequireScope('2fa:verify')
  @OnBehalf()
  @Accepts((providers) => [VerifyEitherDto, ...policyClasses(providers, 'inputDto')])
  @AnswersToo(SignedInAnswer, (providers) => policyClasses(providers, 'answerDto'))
  @AnswersToo(VerifiedUserAnswer, (providers) => policyClasses(providers, 'answerDto'))
  @Answer(200, SignedInAnswer, 'Signed in with two factors.')
  @Answer(200, VerifiedUserAnswer, 'With an API key: the code was right, and nobody was signed in.')
  @CanFail('validation_failed', 'invalid_code', 'code_already_used', 'invalid_temp_token', 'not_found', 'too_many_requests')
  async verify(
    @Body(VerifyBody) body: VerifyInput,
    @CurrentPrincipal() principal: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { methodId, code, proof = { code } } = body;
    const choice = { proof, methodId };
    if (principal) {
      if ('tempToken' in body) throw misplaced('is for log-ins: with an API key leave it out, and name the user by userId');
      const { challengeId } = body;
      return success(await this.verifyUser.verify(principal, { ...choice, challengeId }, this.exchange.requestOf(request, body)));
    }
    if (!('tempToken' in body)) throw misplaced('is needed, unless an API key names the user');
    return this.challenges.answer(request, reply, { tempToken: body.tempToken, choice, body });
  }
}

function misplaced(detail: string) {
  return invalid([{ pointer: '/tempToken', detail }]);
}
