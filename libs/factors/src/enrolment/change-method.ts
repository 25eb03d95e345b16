import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { MethodRepository } from '../methods/method.repository';
import { Methods, type MethodView } from '../methods/methods';

export interface MethodChanges {
  readonly label?: string;
  readonly isDefault?: true;
}

/** Renames a method, or makes it the one that is asked first. */
@Injectable()
export class ChangeMethod {
  constructor(
    private readonly rows: MethodRepository,
    private readonly methods: Methods,
    private readonly database: Database,
  ) {}

  /** @throws not_found */
  async change(userId: string, methodId: string, { label, isDefault }: MethodChanges): Promise<MethodView> {
    return this.database.transaction(async (tx) => {
      await this.rows.lockUser(tx, userId);
      await this.methods.find(userId, methodId, tx);
      if (label !== undefined) await this.rows.rename(tx, methodId, label);
      if (isDefault) await this.rows.makeDefault(tx, userId, methodId);
      return this.methods.present(await this.methods.find(userId, methodId, tx));
    });
  }
}
