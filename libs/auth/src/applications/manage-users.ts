import { Injectable } from '@nestjs/common';
import { accountEvents, UserDirectory, type DirectoryUser, type UserOfApplication } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { problems, type Origin } from '@countersign/kernel';
import { Messages } from '@countersign/otp-delivery';
import { authEvents } from '../auth.events';

/** Users of applications that keep their own passwords: made, found and deleted by an administrator's key. */
@Injectable()
export class ManageUsers {
  constructor(
    private readonly directory: UserDirectory,
    private readonly messages: Messages,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** Made, or found by the externalId; what is given anew replaces what was there. @throws email_taken */
  async upsert(input: UserOfApplication, origin: Origin): Promise<{ user: DirectoryUser; isNew: boolean }> {
    return this.database.transaction(async (tx) => {
      const { user, isNew, isChanged } = await this.directory.upsert(tx, input);
      const about = { userId: user.facts.id };
      if (isNew) await this.audit.record(tx, origin, authEvents['user.registered'](about));
      if (isChanged) await this.audit.record(tx, origin, accountEvents['user.updated'](about));
      return { user, isNew };
    });
  }

  /** @param reference a UUID or `ext:<externalId>`. @throws not_found */
  find(reference: string): Promise<DirectoryUser> {
    return this.directory.find(reference);
  }

  /** The trail alone stays. @throws not_found; forbidden for an administrator: no key takes one away. */
  async remove(reference: string, origin: Origin): Promise<void> {
    const { facts } = await this.directory.find(reference);
    if (facts.role === 'admin') throw problems.forbidden({}, { detail: 'An administrator is not deleted by a key.' });
    await this.database.transaction(async (tx) => {
      if (!(await this.directory.remove(tx, facts.id))) throw problems.not_found();
      await this.messages.forget(tx, facts.id);
      await this.audit.record(tx, origin, accountEvents['user.deleted']({ userId: facts.id }));
    });
  }
}
