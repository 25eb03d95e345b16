import { Injectable } from '@nestjs/common';
import type { ProofChoice } from '@countersign/factors';
import { SignedIn } from '@countersign/sessions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerChallenge } from '../answer-challenge';
import { PolicyExchange } from './policy-exchange';

export interface AnswerInBody {
  readonly tempToken: string;
  readonly choice: ProofChoice;
  /** The validated body: policies read their own members of it. */
  readonly body: object;
}

/**
 * Answers the question of a log-in for any route that does so, a recovery factor's own too: return what `answer` gives, under
 * the `TokenDeliveryInterceptor`.
 */
@Injectable()
export class ChallengeExchange {
  constructor(
    private readonly answerChallenge: AnswerChallenge,
    private readonly exchange: PolicyExchange,
  ) {}

  /** @throws as `AnswerChallenge.answer` */
  async answer(request: FastifyRequest, reply: FastifyReply, { tempToken, choice, body }: AnswerInBody): Promise<SignedIn> {
    const answered = await this.answerChallenge.answer({ tempToken, choice, request: this.exchange.requestOf(request, body) });
    this.exchange.setCookies(reply, answered.addition);
    return new SignedIn(answered.user, answered.issued, answered.addition.data);
  }
}
