import { Controller, Delete, Res } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { RefreshCookie } from '@countersign/sessions';
import { Answer, CanFail, CurrentPrincipal, Does, RequestOrigin, RequireFresh, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import type { FastifyReply } from 'fastify';
import { DeleteAccount } from '../delete-account';

@Controller('auth')
export class AccountController {
  constructor(
    private readonly deleteAccount: DeleteAccount,
    private readonly cookie: RefreshCookie,
  ) {}

  @Delete('me')
  @Does('Deletes the account with everything that belongs to it.')
  @RequireFresh()
  @Answer(200, null, 'The account is gone, and sessions, methods, codes, devices, keys and webhooks with it.')
  @CanFail('not_found')
  async delete(@CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.deleteAccount.delete(principal, origin);
    this.cookie.clear(reply);
    return success(undefined, 'The account is deleted.');
  }
}
