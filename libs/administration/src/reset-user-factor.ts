import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { factorEvents, ResetSecondFactor } from '@countersign/factors';
import { problems } from '@countersign/kernel';
import { Administered, type Order } from './administered';

/** An administrator takes a lost second factor away, with all that belongs to it. The user is told by mail, and wherever its codes went. */
@Injectable()
export class ResetUserFactor {
  constructor(
    private readonly administered: Administered,
    private readonly resetSecondFactor: ResetSecondFactor,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws not_found; forbidden for the own account, and by whoever has not shown two factors */
  async reset(order: Order & { readonly reason: string }): Promise<void> {
    const { by, origin, reason } = order;
    const detail = 'Turn two-factor authentication on for your own account first.';
    if (by.aal !== 2 || !by.user.twoFactorEnabled) throw problems.forbidden({}, { detail });
    const user = await this.administered.other(order);
    const userId = user.id;
    await this.database.transaction(async (tx) => {
      const { revokedCount } = await this.resetSecondFactor.reset(tx, { user, origin });
      await this.audit.record(tx, origin, factorEvents['2fa.reset']({ userId, reason, data: { byUserId: by.userId, revokedCount } }));
    });
  }
}
