import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { UserAdministration } from '@countersign/accounts';
import type { Origin } from '@countersign/kernel';
import { presentUser, RevokedAnswer } from '@countersign/sessions';
import { Answer, CanFail, CurrentPrincipal, Does, limitOf, pageBefore, RequestOrigin, RequireAdmin, RequireFresh, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import { ResetUserFactor } from '../reset-user-factor';
import { SuspendUser } from '../suspend-user';
import { UnlockUser } from '../unlock-user';
import { ReasonDto, ResetDto, UsersAnswer, UsersQuery } from './administration.dto';

/** What administrators do with the accounts of others. `:id` is a UUID or `ext:<externalId>`. */
@Controller('users')
@RequireAdmin()
export class AdministrationController {
  constructor(
    private readonly administration: UserAdministration,
    private readonly suspending: SuspendUser,
    private readonly unlocking: UnlockUser,
    private readonly resetting: ResetUserFactor,
  ) {}

  @Get()
  @Does('Searches users.')
  @Answer(200, UsersAnswer, 'The users, the newest first.')
  @CanFail('validation_failed')
  async search(@Query() asked: UsersQuery) {
    const limit = limitOf(asked);
    const found = await this.administration.search({ query: asked.query, after: asked.cursor, limit: limit + 1 });
    const users = found.slice(0, limit);
    return success({ users: users.map(presentUser), page: pageBefore(found.length > limit ? users.at(-1)!.id : null) });
  }

  @Post(':id/suspend')
  @Does('Suspends a user: all sessions end, and nobody can log in.')
  @RequireFresh()
  @Answer(200, null, 'The user is suspended; every token is refused from now on.')
  @CanFail('validation_failed', 'not_found')
  async suspend(@Param('id') reference: string, @Body() { reason }: ReasonDto, @CurrentPrincipal() by: Principal, @RequestOrigin() origin: Origin) {
    await this.suspending.suspend({ by, reference, reason, origin });
    return success(undefined, 'The user is suspended.');
  }

  @Post(':id/reinstate')
  @Does('Reinstates a user who was suspended.')
  @RequireFresh()
  @Answer(200, null, 'The user can log in again; what the suspension ended stays ended.')
  @CanFail('validation_failed', 'not_found')
  async reinstate(@Param('id') reference: string, @Body() { reason }: ReasonDto, @CurrentPrincipal() by: Principal, @RequestOrigin() origin: Origin) {
    await this.suspending.reinstate({ by, reference, reason, origin });
    return success(undefined, 'The user can log in again.');
  }

  @Post(':id/unlock')
  @Does('Lets a user try again who was locked out by wrong passwords or codes.')
  @RequireFresh()
  @Answer(200, null, 'Passwords and codes are accepted again at once.')
  @CanFail('validation_failed', 'not_found')
  async unlock(@Param('id') reference: string, @Body() { reason }: ReasonDto, @CurrentPrincipal() by: Principal, @RequestOrigin() origin: Origin) {
    await this.unlocking.unlock({ by, reference, reason, origin });
    return success(undefined, 'The user can try again.');
  }

  @Post(':id/revoke-sessions')
  @Does('Ends all sessions of a user, and the trust in devices.')
  @RequireFresh()
  @Answer(200, RevokedAnswer, 'All sessions of the user have ended; trusted devices as well.')
  @CanFail('validation_failed', 'not_found')
  async endSessions(@Param('id') reference: string, @Body() { reason }: ReasonDto, @CurrentPrincipal() by: Principal, @RequestOrigin() origin: Origin) {
    return success({ revokedCount: await this.suspending.endSessions({ by, reference, reason, origin }) });
  }

  @Post(':id/2fa/reset')
  @Does('Removes all second factors of a user who has lost them, with backup codes and trusted devices.')
  @RequireFresh()
  @Answer(200, null, 'The user logs in by the password alone, and has been told by mail.')
  @CanFail('validation_failed', 'not_found')
  async reset(@Param('id') reference: string, @Body() { reason }: ResetDto, @CurrentPrincipal() by: Principal, @RequestOrigin() origin: Origin) {
    await this.resetting.reset({ by, reference, reason, origin });
    return success(undefined, 'All second factors of the user are removed.');
  }
}
