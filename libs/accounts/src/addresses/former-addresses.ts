import { Injectable } from '@nestjs/common';
import { Sealer } from '@countersign/crypto';
import { Database } from '@countersign/database';
import { newId } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import * as sql from './former-address.statements';

/** Which address an account had at some time of the last week. */
@Injectable()
export class FormerAddresses {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** In the transaction that gives the account another one. */
  async keep(tx: EntityManager, userId: string, address: string): Promise<void> {
    const id = newId();
    await this.database.run(sql.keep, [id, userId, this.sealer.seal('former address', bindingOf(id, userId), address)], tx);
  }

  /** The one that was the account's then and is no more; null: the present one was. */
  async at(userId: string, time: Date): Promise<string | null> {
    const [row] = await this.database.run(sql.endedAfter, [userId, time]);
    return row ? this.sealer.open('former address', bindingOf(row.id, userId), row.addressSealed) : null;
  }

  /** Those that ended within the last week, or so: the clean-up removes them later. */
  async of(tx: EntityManager, userId: string): Promise<string[]> {
    const rows = await this.database.run(sql.ofUser, [userId], tx);
    return rows.map(({ id, addressSealed }) => this.sealer.open('former address', bindingOf(id, userId), addressSealed));
  }
}

const bindingOf = (row: string, user: string) => ({ table: 'former_addresses', column: 'address_sealed', row, user });
