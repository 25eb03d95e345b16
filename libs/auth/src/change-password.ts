import { Injectable } from '@nestjs/common';
import { accountEvents, Accounts } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import { Sessions } from '@countersign/sessions';
import type { Principal } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { CheckPassword, type RightPassword } from './check-password';
import { ChoosePassword } from './choose-password';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * A new password ends everything that the old one opened: other sessions, trusted devices, log-ins half done. Six
 * collaborators: it touches the account, its sessions and the trail in one transaction.
 */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly accounts: Accounts,
    private readonly checkPassword: CheckPassword,
    private readonly choosePassword: ChoosePassword,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws validation_failed, invalid_credentials, invalid_token, too_many_requests, service_unavailable */
  async change(principal: Principal, { currentPassword, newPassword }: PasswordChange, origin: Origin): Promise<void> {
    const { user } = principal;
    this.choosePassword.check('newPassword', newPassword, user);
    await this.checkPassword.withPlace(async (place) => {
      const right = await this.checkPassword.checkOwn(user, { password: currentPassword, place, origin });
      const newHash = await this.choosePassword.hash(newPassword);
      await this.database.transaction((tx) => this.replace(tx, principal, right, newHash, origin));
    });
  }

  /** The account first, then its sessions: a session that ended while the password was hashed changes nothing any more. */
  private async replace(
    tx: EntityManager,
    { user, sessionId }: Principal,
    right: RightPassword,
    newHash: string,
    origin: Origin,
  ): Promise<void> {
    await this.checkPassword.settle(tx, right);
    await this.accounts.setPassword(tx, user.id, right.passwordHash, newHash);
    await this.accounts.endTrust(user.id, tx);
    if (sessionId) await this.sessions.prove(tx, sessionId, { aal: 1, amr: ['pwd'] });
    const revokedCount = await this.sessions.endAll(tx, user.id, { except: sessionId });
    const data = { revokedCount };
    await this.audit.record(tx, origin, accountEvents['password.changed']({ userId: user.id, sessionId, data }));
  }
}
