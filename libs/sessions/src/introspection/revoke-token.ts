import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { Sessions } from '../sessions';
import { sessionEvents } from '../sessions.events';
import { KnownTokens } from './known-tokens';

/** RFC 7009: a token is given back, and with it goes the session that it is of, all its tokens included (§2.1). */
@Injectable()
export class RevokeToken {
  constructor(
    private readonly database: Database,
    private readonly known: KnownTokens,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {}

  /** A token that is no good is as good as revoked (§2.2). */
  async revoke(token: string, principal: Principal, origin: Origin): Promise<void> {
    const known = await this.known.find(token, principal);
    if (!known) return;
    const { user, session } = known;
    await this.database.transaction(async (tx) => {
      if (!(await this.sessions.end(tx, session.id, user.id))) return;
      const data = { revokedCount: 1, keptCurrent: false };
      await this.audit.record(tx, origin, sessionEvents['session.revoked']({ userId: user.id, sessionId: session.id, data }));
    });
  }
}
