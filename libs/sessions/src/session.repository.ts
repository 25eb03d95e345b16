import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import type { EntityManager } from 'typeorm';
import * as sql from './sessions.statements';
import { endEnrolment } from './tokens/enrolment.statements';
import type { SessionFactsRow } from './session-facts';

interface Strength {
  readonly aal: 1 | 2;
  readonly amr: readonly string[];
  readonly isRestricted: boolean;
}

export interface NewSessionRow extends Strength {
  readonly id: string;
  readonly userId: string;
  /** As read when the login began. */
  readonly trustEpoch: number;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly deviceName: string;
  /** Browser and system in words. */
  readonly agentName: string;
  /** Of its first refresh token. */
  readonly digest: Buffer;
  readonly maxAgeSeconds: number;
  readonly idleSeconds: number;
  readonly mostSessions: number;
  readonly isEnrolment: boolean;
}

/** The rows of `sessions`. Each change is one statement, and only a session that stands is changed. */
@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  /** Undefined: the account is not active, or its trust ended, since its epoch was read. Ends what is past `mostSessions`. */
  async insertInEpoch(tx: EntityManager, session: NewSessionRow): Promise<sql.OpenedSessionRow | undefined> {
    const { id, userId, trustEpoch, aal, amr, ipAddress, userAgent, digest } = session;
    const { maxAgeSeconds, idleSeconds, mostSessions, isRestricted, deviceName, agentName, isEnrolment } = session;
    const owner = [id, userId, trustEpoch, aal, [...amr], ipAddress, userAgent, digest];
    const values = [...owner, maxAgeSeconds, idleSeconds, mostSessions, isRestricted, deviceName, agentName, isEnrolment];
    return (await this.database.run(sql.openSession, values, tx))[0];
  }

  /** Undefined: it has ended. */
  async raise(tx: EntityManager, id: string, { aal, amr, isRestricted }: Strength): Promise<SessionFactsRow | undefined> {
    return (await this.database.run(sql.proveSession, [id, aal, [...amr], isRestricted], tx))[0];
  }

  async weaken(tx: EntityManager, id: string): Promise<void> {
    await this.database.run(sql.weakenSession, [id], tx);
  }

  /** Undefined: it has ended, or was a whole session already. @param digest of its first refresh token. */
  async endEnrolment(tx: EntityManager, id: string, digest: Buffer, idleSeconds: number): Promise<SessionFactsRow | undefined> {
    return (await this.database.run(endEnrolment, [id, digest, idleSeconds], tx))[0];
  }

  async name(tx: EntityManager, id: string, deviceName: string): Promise<void> {
    await this.database.run(sql.nameSession, [id, deviceName], tx);
  }

  /** False: it is not the user's, or has ended before. */
  async endOnce(tx: EntityManager, id: string, userId: string): Promise<boolean> {
    return (await this.database.run(sql.endSession, [id, userId], tx)).length === 1;
  }

  /** How many ended. */
  async endAllOf(tx: EntityManager, userId: string, except: string | null): Promise<number> {
    return (await this.database.run(sql.endSessions, [userId, except], tx)).length;
  }

  /** The user's sessions that stand, the one used last first. */
  list(userId: string): Promise<sql.ListedSessionRow[]> {
    return this.database.run(sql.listSessions, [userId]);
  }
}
