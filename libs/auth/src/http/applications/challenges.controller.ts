import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Verifications, type VerificationRow } from '@countersign/factors';
import { problems, type Origin } from '@countersign/kernel';
import {
  Answer,
  CanFail,
  CurrentPrincipal,
  Does,
  KeyOnly,
  OnBehalf,
  RequestOrigin,
  RequireScope,
  success,
  type Principal,
} from '@countersign/web';
import { AskUser } from '../../applications/ask-user';
import { AskedUserAnswer, VerificationAnswer } from '../answers';
import { AskUserDto } from './challenges.dto';

/** What is no id is nobody's challenge. */
const ChallengeId = new ParseUUIDPipe({ exceptionFactory: () => problems.not_found() });

/** Questions that an application which keeps its own passwords asks of its users. */
@Controller('2fa/challenges')
@KeyOnly()
@RequireScope('2fa:verify')
@OnBehalf()
export class ChallengesController {
  constructor(
    private readonly askUser: AskUser,
    private readonly verifications: Verifications,
  ) {}

  @Post()
  @Does('Asks a user for a second factor, for an application, and sends a code where the method needs one.')
  @Answer(200, AskedUserAnswer, 'Answer with POST /2fa/verify.')
  @CanFail('not_found', 'two_factor_off')
  async ask(@Body() question: AskUserDto, @CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    return success(await this.askUser.ask(principal, question, origin));
  }

  @Get(':id')
  @Does('Tells what became of a question to a user.')
  @Answer(200, VerificationAnswer, 'Its state; for a day after its end.')
  @CanFail('not_found')
  async find(@Param('id', ChallengeId) id: string, @CurrentPrincipal() principal: Principal) {
    return success(presented(await this.verifications.find(id, whose(principal))));
  }

  @Delete(':id')
  @Does('Cancels a question to a user.')
  @Answer(200, VerificationAnswer, 'Its state now: one that had ended before stays what it was.')
  @CanFail('not_found')
  async cancel(@Param('id', ChallengeId) id: string, @CurrentPrincipal() principal: Principal) {
    return success(presented(await this.verifications.cancel(id, whose(principal))));
  }
}

/** An administrator's key that names nobody asks about anybody's. */
function whose({ userId, key }: Principal): string | null {
  return key?.isAdmin && key.ownerId === userId ? null : userId;
}

function presented({ id: challengeId, ...rest }: VerificationRow) {
  return { challengeId, ...rest };
}
