import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { isProblem } from '@countersign/kernel';
import { Answer, CanFail, Does, Public, RequestOrigin, success } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogOut } from '../log-out';
import { sessionProblems } from '../sessions.problems';
import { RefreshSession } from '../tokens/refresh-session';
import { SessionReader } from '../tokens/session.reader';
import { TokensAnswer } from './answers';
import { CrossSiteGuard } from './cross-site.guard';
import { RefreshCookie } from './refresh-cookie';
import { LogoutInput, RefreshInput } from './tokens.dto';

/** What the refresh token alone is good for: it says who asks, in the cookie or in the body. */
@Controller('auth')
@Public()
@UseGuards(CrossSiteGuard)
export class TokensController {
  constructor(
    private readonly refreshSession: RefreshSession,
    private readonly logOut: LogOut,
    private readonly cookie: RefreshCookie,
    private readonly sessionReader: SessionReader,
  ) {}

  @Post('refresh')
  @Does('Trades the refresh token for a new access token.')
  @Answer(200, TokensAnswer, 'New tokens. The refresh token goes back the way the old one came.')
  @CanFail('invalid_refresh_token', 'forbidden', 'too_many_requests')
  async refresh(
    @Body() input: RefreshInput,
    @RequestOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const inCookie = this.cookie.read(request);
    const inBody = input.refreshToken;
    const isAmbiguous = inCookie !== undefined && inBody !== undefined && inCookie !== inBody;
    if (isAmbiguous) throw sessionProblems.invalid_refresh_token({}, { reason: 'cookie and body differ' });
    const { refreshToken, ...tokens } = await this.refreshSession.refresh(inBody ?? inCookie, origin);
    if (inCookie !== undefined) this.cookie.set(reply, refreshToken);
    return success({ ...tokens, tokenType: 'Bearer', ...(inBody === undefined ? {} : { refreshToken }) });
  }

  @Post('logout')
  @Does('Logs out; always succeeds.')
  @Answer(200, null, 'The session of the cookie, the body or the bearer has ended; so it is when there was none.')
  @CanFail('forbidden')
  async logout(
    @Body() input: LogoutInput,
    @RequestOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const refreshTokens = [this.cookie.read(request), input.refreshToken];
    await this.logOut.logOut({ refreshTokens, sessionId: await this.bearerSession(request) }, origin);
    this.cookie.clear(reply);
    return success(undefined, 'Logged out.');
  }

  /** A bearer that is no good leaves nothing to end. */
  private async bearerSession(request: FastifyRequest): Promise<string | null> {
    if (!this.sessionReader.recognises(request)) return null;
    try {
      const { sessionId } = await this.sessionReader.read(request);
      return sessionId ?? null;
    } catch (error) {
      if (isProblem(error, 'invalid_token')) return null;
      throw error;
    }
  }
}
