import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Sealer, type SealBinding } from '@countersign/crypto';
import { Database } from '@countersign/database';
import { isId, newId, problems } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import { accountProblems } from '../accounts.problems';
import { emailTaken } from '../addresses/email-taken';
import { FormerAddresses } from '../addresses/former-addresses';
import { normaliseEmail } from '../identifiers';
import { userFactsFrom } from '../user-facts';
import * as sql from './user-directory.statements';
import type { DirectoryRow } from './user-directory.statements';

const PHONE_PURPOSE = 'accounts.phone';
const EXTERNAL = 'ext:';

/** A user as an application that keeps its own passwords gives it to us. */
export interface UserOfApplication {
  /** What the application calls the user; one namespace a deployment. */
  readonly externalId: string;
  readonly email?: string;
  /** E.164. */
  readonly phoneNumber?: string;
}

export interface DirectoryUser {
  readonly facts: UserFacts;
  /** Null: a user who registered here. */
  readonly externalId: string | null;
  /** E.164. */
  readonly phoneNumber: string | null;
}

/** Users as application servers know them: by what they call them, and without a password. */
@Injectable()
export class UserDirectory {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly former: FormerAddresses,
  ) {}

  /**
   * Makes a user without a password, or finds the one that has the externalId and gives it what is new.
   *
   * @throws email_taken when another user has the address.
   */
  async upsert(tx: EntityManager, user: UserOfApplication): Promise<{ user: DirectoryUser; isNew: boolean; isChanged: boolean }> {
    const id = newId();
    const { externalId, email = null, phoneNumber } = user;
    const emailKey = email === null ? null : normaliseEmail(email);
    const values = [id, externalId, email?.trim() ?? null, emailKey, this.sealed(id, phoneNumber)];
    const [made] = await this.database.run(sql.insert, values, tx);
    if (made) return { user: this.userOf(made), isNew: true, isChanged: false };
    const [row] = await this.database.run(sql.lockByExternalId, [externalId], tx);
    if (!row) throw accountProblems.email_taken();
    const known = this.userOf(row);
    const isChanged = (email !== null && email.trim() !== known.facts.email) || (phoneNumber !== undefined && phoneNumber !== known.phoneNumber);
    if (!isChanged) return { user: known, isNew: false, isChanged };
    const changes = [row.u_id, values[2], emailKey, this.sealed(row.u_id, phoneNumber)];
    const [changed] = await this.database.run(sql.update, changes, tx).catch(emailTaken);
    if (!changed) throw accountProblems.email_taken();
    const { email: old } = known.facts;
    if (old !== null && emailKey !== null && normaliseEmail(old) !== emailKey) await this.former.keep(tx, row.u_id, old);
    return { user: this.userOf(changed), isNew: false, isChanged };
  }

  /** @param reference our UUID, or `ext:` and the externalId. @throws not_found */
  async find(reference: string): Promise<DirectoryUser> {
    const row = await this.rowOf(reference);
    if (!row) throw problems.not_found({}, { detail: 'There is no such user.' });
    return this.userOf(row);
  }

  /** E.164; null: the account has none. */
  async phoneNumberOf(userId: string, tx?: EntityManager): Promise<string | null> {
    const [row] = await this.database.run(sql.selectById, [userId], tx);
    return row ? this.userOf(row).phoneNumber : null;
  }

  /** The user and all that belongs to it; false: it is gone, or an administrator. */
  async remove(tx: EntityManager, userId: string): Promise<boolean> {
    return (await this.database.run(sql.remove, [userId], tx)).length === 1;
  }

  private async rowOf(reference: string): Promise<DirectoryRow | undefined> {
    if (reference.startsWith(EXTERNAL)) return (await this.database.run(sql.selectByExternalId, [reference.slice(EXTERNAL.length)]))[0];
    return isId(reference) ? (await this.database.run(sql.selectById, [reference]))[0] : undefined;
  }

  private userOf(row: DirectoryRow): DirectoryUser {
    const { u_id: id, external_id: externalId, phone_sealed: sealed } = row;
    const phoneNumber = sealed === null ? null : this.sealer.open(PHONE_PURPOSE, bindingOf(id), sealed);
    return { facts: userFactsFrom(row), externalId, phoneNumber };
  }

  private sealed(id: string, phoneNumber: string | undefined): string | null {
    return phoneNumber === undefined ? null : this.sealer.seal(PHONE_PURPOSE, bindingOf(id), phoneNumber);
  }
}

function bindingOf(id: string): SealBinding {
  return { table: 'users', column: 'phone_sealed', row: id, user: id };
}
