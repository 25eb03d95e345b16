import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { isId, newId, problems } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { accountProblems } from './accounts.problems';
import * as sql from './accounts.statements';
import { emailTaken } from './addresses/email-taken';
import { normaliseEmail, normaliseUsername } from './identifiers';
import { userFactsFrom } from './user-facts';

const EXTERNAL = 'ext:';

export interface NewAccount {
  /** As the user wrote it; compared without regard to case. */
  readonly email: string;
  readonly username: string;
  readonly passwordHash: string;
}

/** Who may be logging in. An unknown name is a candidate too, so that both ways cost and count the same. */
export interface LoginCandidate {
  readonly user: UserFacts | null;
  /** null: no such user, or a user without a password. Verify it all the same: the hasher has a dummy for null. */
  readonly passwordHash: string | null;
  /** What the login budget counts by: the user and the last unlocking, or the normalised identifier where nobody answers to it. */
  readonly accountKey: string;
}

/** Users, their names and their password hashes. */
@Injectable()
export class Accounts {
  constructor(private readonly database: Database) {}

  /**
   * Makes a user. A conflict never fails a statement, so the caller's transaction stays whole.
   *
   * @throws email_taken, username_taken
   */
  async create(tx: EntityManager, { email, username, passwordHash }: NewAccount): Promise<UserFacts> {
    return this.insert(tx, sql.insertUser, { email, username, passwordHash });
  }

  /** An administrator, whose password has to be changed. @throws email_taken, username_taken */
  async createAdministrator(tx: EntityManager, account: NewAccount): Promise<UserFacts> {
    return this.insert(tx, sql.insertAdministrator, account);
  }

  private async insert(tx: EntityManager, insert: typeof sql.insertUser, { email, username, passwordHash }: NewAccount): Promise<UserFacts> {
    const names = [email.trim(), normaliseEmail(email), username.trim(), normaliseUsername(username)];
    const [row] = await this.database.run(insert, [newId(), ...names, passwordHash], tx);
    if (row) return userFactsFrom(row);
    const taken = await this.isTaken({ email, username }, tx);
    if (taken) throw accountProblems[taken]();
    // The other registration went away between the two statements.
    throw problems.service_unavailable({}, { retryAfterSeconds: 1, reason: 'a conflicting registration vanished' });
  }

  /** Takes a username for nobody: a row without an address and without a password, whom no log-in lets in. @throws username_taken */
  async holdUsername(tx: EntityManager, username: string): Promise<void> {
    const rows = await this.database.run(sql.insertHeldName, [newId(), username.trim(), normaliseUsername(username)], tx);
    if (rows.length === 0) throw accountProblems.username_taken();
  }

  /** Whether a name is taken (without `email`: the username alone); asked before the password is hashed, so that a refusal costs no hash. */
  async isTaken(
    { email, username }: { email?: string; username: string },
    tx?: EntityManager,
  ): Promise<'email_taken' | 'username_taken' | null> {
    const rows = await this.database.run(sql.selectTaken, [email === undefined ? null : normaliseEmail(email), normaliseUsername(username)], tx);
    if (rows.some(({ email_taken }) => email_taken)) return 'email_taken';
    return rows.length > 0 ? 'username_taken' : null;
  }

  /** @param kind what the identifier is; `any`: an address where it has an "@", else a username. */
  async findForLogin(identifier: string, kind: 'any' | 'email' | 'username', tx?: EntityManager): Promise<LoginCandidate> {
    const isEmail = kind === 'any' ? identifier.includes('@') : kind === 'email';
    const key = isEmail ? normaliseEmail(identifier) : normaliseUsername(identifier);
    const [row] = await this.database.run(isEmail ? sql.selectByEmail : sql.selectByUsername, [key], tx);
    if (!row) return { user: null, passwordHash: null, accountKey: `${isEmail ? 'email' : 'username'}:${key}` };
    return candidateFrom(row);
  }

  async facts(userId: string, tx?: EntityManager): Promise<UserFacts | null> {
    const [row] = await this.database.run(sql.selectFacts, [userId], tx);
    return row ? userFactsFrom(row) : null;
  }

  /** @param reference what an application calls the user: our UUID, or `ext:` and the externalId. */
  async findByReference(reference: string): Promise<UserFacts | null> {
    if (!reference.startsWith(EXTERNAL)) return isId(reference) ? this.facts(reference) : null;
    const [row] = await this.database.run(sql.selectByExternalId, [reference.slice(EXTERNAL.length)]);
    return row ? userFactsFrom(row) : null;
  }

  /** Somebody who is signed in, and shows the password once more. */
  async candidate(userId: string): Promise<LoginCandidate> {
    const [row] = await this.database.run(sql.selectCandidate, [userId]);
    return row ? candidateFrom(row) : { user: null, passwordHash: null, accountKey: userId };
  }

  /**
   * A new password. End the trust and the sessions after it, in the same transaction.
   *
   * @param old what was stored when the change was allowed; null: none.
   * @throws invalid_credentials when another request has changed the password meanwhile.
   */
  async setPassword(tx: EntityManager, userId: string, old: string | null, fresh: string): Promise<void> {
    const rows = await this.database.run(sql.updatePassword, [userId, old, fresh], tx);
    if (rows.length !== 1) throw accountProblems.invalid_credentials({}, { reason: 'the password changed meanwhile' });
  }

  /**
   * The same password under stronger parameters, after a right password.
   *
   * @returns false when the password has been changed meanwhile: then nothing happens.
   */
  async replacePasswordHash(tx: EntityManager | null, userId: string, old: string, fresh: string): Promise<boolean> {
    const rows = await this.database.run(sql.replacePasswordHash, [userId, old, fresh], tx ?? undefined);
    return rows.length === 1;
  }

  /**
   * A new password for whoever has shown a link that was sent to `address`, which counts as verified from now on. End the
   * trust and the sessions after it, in the same transaction.
   *
   * @returns null: the user is gone or disabled, or has another address now.
   */
  async resetPassword(tx: EntityManager, userId: string, fresh: string, address: string): Promise<UserFacts | null> {
    const [row] = await this.database.run(sql.resetPassword, [userId, fresh, normaliseEmail(address)], tx);
    return row ? userFactsFrom(row) : null;
  }

  /** @returns false: the user is gone or has another address now. */
  async verifyEmail(tx: EntityManager, userId: string, address: string): Promise<boolean> {
    return (await this.database.run(sql.verifyEmail, [userId, normaliseEmail(address)], tx)).length === 1;
  }

  /**
   * Another address, whose mailbox has shown its link.
   *
   * @returns the address before; undefined: the user is gone, or it is the same.
   * @throws email_taken when another account has it.
   */
  async changeEmail(tx: EntityManager, userId: string, address: string): Promise<string | null | undefined> {
    const names = [address.trim(), normaliseEmail(address)];
    const [row] = await this.database.run(sql.changeEmail, [userId, ...names], tx).catch(emailTaken);
    return row?.old;
  }

  /** @throws not_found */
  async setTwoFactorEnabled(tx: EntityManager, userId: string, enabled: boolean): Promise<void> {
    this.mustExist(await this.database.run(sql.updateTwoFactorEnabled, [userId, enabled], tx));
  }

  /** A log-in asks for a second factor. @returns until when it is one without, by the first that asked. @throws not_found */
  async askToEnrol(tx: EntityManager, userId: string, graceDays: number): Promise<{ deadline: Date; isOver: boolean }> {
    const rows = await this.database.run(sql.askToEnrol, [userId, graceDays], tx);
    this.mustExist(rows);
    return rows[0]!;
  }

  /**
   * Ends what was trusted so far: a trusted device counts only in the epoch that it was made in. It also refuses logins
   * that began before it: a session opens only in the epoch that its user was read in. So does a link of a mail: whoever
   * knew the old password may have asked for one, e.g. to an address of his own.
   *
   * @throws not_found
   */
  async endTrust(userId: string, tx: EntityManager): Promise<void> {
    this.mustExist(await this.database.run(sql.raiseTrustEpoch, [userId], tx));
  }

  /** Keeps the user until the commit: a removal waits, and finds what the caller writes. @returns false: it is gone. */
  async hold(tx: EntityManager, userId: string): Promise<boolean> {
    return (await this.database.run(sql.holdUser, [userId], tx)).length === 1;
  }

  /** Until the commit nobody else opens, ends or changes what hangs on the account: before its sessions are ended and no word of it changes. */
  async holdAlone(tx: EntityManager, userId: string): Promise<void> {
    this.mustExist(await this.database.run(sql.holdUserAlone, [userId], tx));
  }

  /** With it goes what belongs to it: the rows of every lib reference it with `on delete cascade`. @returns false: it is gone. */
  async remove(tx: EntityManager, userId: string): Promise<boolean> {
    return (await this.database.run(sql.removeUser, [userId], tx)).length === 1;
  }

  private mustExist(rows: readonly unknown[]): void {
    if (rows.length !== 1) throw problems.not_found({}, { reason: 'the user is gone' });
  }
}

function candidateFrom(row: sql.LoginRow): LoginCandidate {
  const { u_id: id, login_epoch: epoch, password_hash: passwordHash } = row;
  return { user: userFactsFrom(row), passwordHash, accountKey: epoch === 0 ? id : `${id}:${epoch}` };
}
