import { Body, Controller, Delete, Get, Param, Post, Res } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { isId, problems } from '@countersign/kernel';
import { AllowOldPassword, Answer, CanFail, CurrentPrincipal, Does, OnBehalf, RequestOrigin, RequireScope, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import type { FastifyReply } from 'fastify';
import { presentUser } from '../present-user';
import { RevokeSessions } from '../revoke-sessions';
import { Sessions } from '../sessions';
import { MeAnswer, RevokedAnswer, SessionsAnswer } from './answers';
import { RefreshCookie } from './refresh-cookie';
import { RevokeSessionsInput } from './revoke-sessions.dto';

/** What users see and end of their own sessions. */
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly revokeSessions: RevokeSessions,
    private readonly cookie: RefreshCookie,
  ) {}

  @Get('me')
  @Does('Tells who is signed in.')
  @RequireScope('user:read')
  @OnBehalf()
  @AllowOldPassword()
  @Answer(200, MeAnswer, 'The user of the session, or of the key.')
  me(@CurrentPrincipal() { user }: Principal) {
    return success({ user: presentUser(user) });
  }

  @Get('sessions')
  @Does('Lists the user’s sessions.')
  @Answer(200, SessionsAnswer, 'The sessions that stand, the one used last first.')
  async list(@CurrentPrincipal() { userId, sessionId }: Principal) {
    const sessions = await this.sessions.list(userId);
    return success({ sessions: sessions.map((session) => ({ ...session, current: session.id === sessionId })) });
  }

  @Delete('sessions/:id')
  @Does('Ends one session.')
  @Answer(200, null, 'The session has ended; its tokens are refused from now on.')
  @CanFail('not_found')
  async end(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!isId(id)) throw problems.not_found();
    await this.revokeSessions.revokeOne(principal, id, origin);
    if (id === principal.sessionId) this.cookie.clear(reply);
    return success(undefined, 'The session has ended.');
  }

  @Post('revoke-sessions')
  @Does('Ends all sessions, and the trust in devices.')
  @Answer(200, RevokedAnswer, 'All sessions have ended, the present one too unless it was to be kept; trusted devices as well.')
  async revokeAll(
    @Body() { keepCurrent = false }: RevokeSessionsInput,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const revokedCount = await this.revokeSessions.revokeAll(principal, keepCurrent, origin);
    if (!keepCurrent) this.cookie.clear(reply);
    return success({ revokedCount });
  }
}
