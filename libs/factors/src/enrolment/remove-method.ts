import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { MethodRepository } from '../methods/method.repository';
import { Methods } from '../methods/methods';
import { FactorRegistry } from '../registry/factor-registry';
import { EndWaysBack } from './end-ways-back';
import { SecondFactorState } from './second-factor-state';

/** Removes a method. Six collaborators, as for `ConfirmMethod`, whose opposite this is. */
@Injectable()
export class RemoveMethod {
  constructor(
    private readonly registry: FactorRegistry,
    private readonly waysBack: EndWaysBack,
    private readonly rows: MethodRepository,
    private readonly methods: Methods,
    private readonly state: SecondFactorState,
    private readonly database: Database,
  ) {}

  /** @throws not_found */
  async remove(principal: Principal, methodId: string, origin: Origin): Promise<{ twoFactorEnabled: boolean }> {
    const { userId } = principal;
    return this.database.transaction(async (tx) => {
      await this.rows.lockUser(tx, userId);
      const method = await this.methods.find(userId, methodId, tx);
      // The factor's rows first: a log-in locks them in this order too. A factor that is installed no more has none to ask.
      await this.registry.find(method.type)?.remove(method, tx);
      await this.rows.remove(tx, methodId);
      const left = await this.methods.all(userId, tx);
      const wasLast = left.length === 0;
      if (wasLast) await this.waysBack.of(userId, tx);
      if (method.isDefault) await this.rows.makeOldestDefault(tx, userId);
      await this.state.removed(tx, { principal, origin, method }, wasLast);
      return { twoFactorEnabled: !wasLast };
    });
  }
}
