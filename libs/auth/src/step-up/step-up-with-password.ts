import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { CheckPassword } from '../check-password';
import { RaiseSession, type RaisedSession } from './raise-session';

/** Step-up of an account without two-factor authentication: the password, under the budget of log-ins. */
@Injectable()
export class StepUpWithPassword {
  constructor(
    private readonly checkPassword: CheckPassword,
    private readonly raiseSession: RaiseSession,
    private readonly database: Database,
  ) {}

  /** @throws invalid_credentials, too_many_requests, service_unavailable */
  async stepUp(principal: Principal, password: string, origin: Origin): Promise<RaisedSession> {
    return this.checkPassword.withPlace(async (place) => {
      const right = await this.checkPassword.checkOwn(principal.user, { password, place, origin });
      return this.database.transaction(async (tx) => {
        await this.checkPassword.settle(tx, right);
        return this.raiseSession.raise(tx, principal, { aal: 1, amr: ['pwd'] }, origin);
      });
    });
  }
}
