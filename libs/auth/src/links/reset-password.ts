import { Injectable } from '@nestjs/common';
import { accountEvents, accountProblems, Accounts, Links } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import { Sessions } from '@countersign/sessions';
import type { EntityManager } from 'typeorm';
import { ChoosePassword } from '../choose-password';

/**
 * A new password by a link. It signs nobody in, removes no method and passes no second factor; sessions, trusted devices and
 * log-ins half done end. Six collaborators: it touches the link, the account, its sessions and the trail in one transaction.
 */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly links: Links,
    private readonly accounts: Accounts,
    private readonly choosePassword: ChoosePassword,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws invalid_link, validation_failed, service_unavailable */
  async reset(token: string, newPassword: string, origin: Origin): Promise<void> {
    await this.choosePassword.withPlace(async (place) => {
      const link = await this.links.find('reset', token);
      const user = link && (await this.accounts.facts(link.userId));
      if (!user) throw accountProblems.invalid_link();
      this.choosePassword.check('newPassword', newPassword, user);
      const hash = await this.choosePassword.hash(newPassword, place);
      await this.database.transaction((tx) => this.replace(tx, token, hash, origin));
    });
  }

  private async replace(tx: EntityManager, token: string, hash: string, origin: Origin): Promise<void> {
    const link = await this.links.consumeOnce(tx, 'reset', token);
    if (!link) throw accountProblems.invalid_link({}, { reason: 'another request was first' });
    const { userId, address } = link;
    const user = await this.accounts.resetPassword(tx, userId, hash, address);
    if (!user) throw accountProblems.invalid_link({}, { reason: 'disabled, or the address is the account’s no more' });
    await this.accounts.endTrust(userId, tx);
    const revokedCount = await this.sessions.endAll(tx, userId);
    await this.audit.record(tx, origin, accountEvents['password.reset']({ userId, data: { revokedCount } }));
  }
}
