import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Sealer, type SealBinding } from '@countersign/crypto';
import { Database } from '@countersign/database';
import type { MethodRef } from '@countersign/factors';
import { CodeDigests } from '../code-digests';
import * as sql from './destination.statements';

/** A number or address, opened: it goes into a message and nowhere else. */
export interface Destination {
  readonly to: string;
  /** The last code could not be delivered there. */
  readonly hasFailed: boolean;
}

const PURPOSE = 'otp.destination';

/** Where codes go: a cipher copy for sending, a keyed digest for comparing. */
@Injectable()
export class Destinations {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly digests: CodeDigests,
  ) {}

  /** Null: another method of the user leads there already. */
  async add(tx: EntityManager, method: MethodRef, to: string): Promise<Destination | null> {
    const sealed = this.sealer.seal(PURPOSE, bindingOf(method), to);
    const rows = await this.database.run(sql.add, [method.id, method.userId, sealed, this.digests.destination(method.type, to)], tx);
    return rows.length === 1 ? { to, hasFailed: false } : null;
  }

  /** Null: the method is gone. */
  async find(tx: EntityManager | undefined, method: MethodRef): Promise<Destination | null> {
    const [row] = await this.database.run(sql.find, [method.id], tx);
    if (!row) return null;
    const { destinationSealed, digest, hasFailed } = row;
    const to = this.sealer.open(PURPOSE, bindingOf(method), destinationSealed);
    const [active] = this.digests.destination(method.type, to);
    // Kept under the newest key, so that the oldest can be taken out of the ring; and of the form in which addresses are compared
    // now: no migration has the keys to make it anew. Until its next code, a second method may lead where such a one leads.
    if (!digest.equals(active)) await this.database.run(sql.renewDigest, [method.id, active], tx);
    return { to, hasFailed };
  }

  /** The user is being told that the last code failed; the next failure is told again. */
  async forgetFailure(tx: EntityManager, { id }: MethodRef): Promise<void> {
    await this.database.run(sql.forgetFailure, [id], tx);
  }

  /** Nobody writes it, or a code for it, until the transaction ends. */
  async hold(tx: EntityManager, { id }: Pick<MethodRef, 'id'>): Promise<void> {
    await this.database.run(sql.hold, [id], tx);
  }

  /** With its codes. Answers what those were for that were good until now. */
  async remove(tx: EntityManager, { id }: MethodRef): Promise<string[]> {
    await this.hold(tx, { id });
    return (await this.database.run(sql.remove, [id], tx)).map(({ contextId }) => contextId);
  }
}

function bindingOf({ id, userId }: MethodRef): SealBinding {
  return { table: 'code_destinations', column: 'destination_sealed', row: id, user: userId };
}
