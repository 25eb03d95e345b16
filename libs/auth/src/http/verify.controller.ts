import { Body, Controller, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { policyClasses } from '@countersign/factors';
import { SignedInAnswer, TokenDeliveryInterceptor } from '@countersign/sessions';
import { Accepts, Answer, AnswersToo, CanFail, Does, Public } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChallengeExchange } from './challenge-exchange';
import { VerifyBody } from './policy-body';
import type { VerifyInput } from './policy-body';
import { VerifyDto } from './verify.dto';

/** Answers the question of a log-in. */
@Controller('2fa')
@UseInterceptors(TokenDeliveryInterceptor)
export class VerifyController {
  constructor(private readonly exchange: ChallengeExchange) {}

  @Post('verify')
  @Does('Answers the question of a log-in with a code.')
  @Public()
  @Accepts((providers) => [VerifyDto, ...policyClasses(providers, 'inputDto')])
  @AnswersToo(SignedInAnswer, (providers) => policyClasses(providers, 'answerDto'))
  @Answer(200, SignedInAnswer, 'Signed in with two factors.')
  @CanFail('validation_failed', 'invalid_code', 'code_already_used', 'invalid_temp_token', 'not_found', 'too_many_requests')
  async verify(@Body(VerifyBody) body: VerifyInput, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { tempToken, methodId, code, proof = { code } } = body;
    return this.exchange.answer(request, reply, { tempToken, choice: { proof, methodId }, body });
  }
}
