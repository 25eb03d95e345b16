import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import { sessionEvents } from './sessions.events';
import { endSessionsOf } from './sessions.statements';
import { RefreshTokens } from './tokens/refresh-tokens';

/** Ends the sessions that a request shows tokens of; a request that shows none is as good as logged out. */
@Injectable()
export class LogOut {
  constructor(
    private readonly database: Database,
    private readonly refreshTokens: RefreshTokens,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @param shown.refreshTokens of any session, spent ones too.
   * @param shown.sessionId the session of a valid access token.
   */
  async logOut(shown: { refreshTokens: readonly unknown[]; sessionId: string | null }, origin: Origin): Promise<void> {
    const digests = shown.refreshTokens.flatMap((token) => this.refreshTokens.digest(token) ?? []);
    if (digests.length === 0 && shown.sessionId === null) return;
    await this.database.transaction(async (tx) => {
      const ended = await this.database.run(endSessionsOf, [digests, shown.sessionId], tx);
      const events = ended.map(({ id, user_id }) => sessionEvents['user.logout']({ userId: user_id, sessionId: id }));
      if (events.length > 0) await this.audit.record(tx, origin, events);
    });
  }
}
