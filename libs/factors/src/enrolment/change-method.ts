import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { MethodRepository } from '../methods/method.repository';
import { Methods, type MethodView } from '../methods/methods';
import { SecondFactorState } from './second-factor-state';

export interface MethodToChange {
  readonly principal: Principal;
  readonly methodId: string;
  readonly label?: string;
  readonly isDefault?: true;
  readonly origin: Origin;
}

/** Renames a method, or makes it the one that is asked first. */
@Injectable()
export class ChangeMethod {
  constructor(
    private readonly rows: MethodRepository,
    private readonly methods: Methods,
    private readonly state: SecondFactorState,
    private readonly database: Database,
  ) {}

  /** @throws not_found */
  async change({ principal, methodId, label, isDefault, origin }: MethodToChange): Promise<MethodView> {
    const { userId } = principal;
    return this.database.transaction(async (tx) => {
      await this.rows.lockUser(tx, userId);
      const method = await this.methods.find(userId, methodId, tx);
      if (label !== undefined) await this.rows.rename(tx, methodId, label);
      if (isDefault) await this.rows.makeDefault(tx, userId, methodId);
      await this.state.changed(tx, { principal, origin, method }, isDefault === true);
      return this.methods.present(await this.methods.find(userId, methodId, tx));
    });
  }
}
