import { Injectable } from '@nestjs/common';
import { Accounts } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { problems, type Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { Sessions } from './sessions';
import { sessionEvents } from './sessions.events';

/** A user ends sessions of their own: one, or all at once and with them what was trusted. */
@Injectable()
export class RevokeSessions {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly accounts: Accounts,
    private readonly audit: AuditTrail,
  ) {}

  /** @returns how many sessions ended. */
  async revokeAll({ userId, sessionId }: Principal, keepCurrent: boolean, origin: Origin): Promise<number> {
    return this.database.transaction(async (tx) => {
      // The account first: a login that overlaps waits for it and is refused, or is ended by what follows.
      await this.accounts.endTrust(userId, tx);
      const revokedCount = await this.sessions.endAll(tx, userId, keepCurrent ? { except: sessionId } : {});
      const data = { revokedCount, keptCurrent: keepCurrent };
      await this.audit.record(tx, origin, sessionEvents['session.revoked']({ userId, sessionId, data }));
      return revokedCount;
    });
  }

  /** @throws not_found when there is no such session, or it is not the user's. */
  async revokeOne({ userId, sessionId: current }: Principal, sessionId: string, origin: Origin): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.sessions.end(tx, sessionId, userId))) throw problems.not_found();
      const data = { revokedCount: 1, keptCurrent: sessionId !== current };
      await this.audit.record(tx, origin, sessionEvents['session.revoked']({ userId, sessionId, data }));
    });
  }
}
