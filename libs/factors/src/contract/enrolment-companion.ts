import { SetMetadata, type Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Admission } from '@countersign/crypto';
import type { UserFacts } from '@countersign/web';

type Additions = Readonly<Record<string, unknown>>;

/** Comes with the first method of an account, whichever factor it is: backup codes. */
export interface EnrolmentCompanion<Prepared = unknown> {
  readonly name: string;
  /** What it adds to the answers of setup and verify-setup, all of it optional, for OpenAPI. Say it as a getter. */
  readonly answerDto?: Type<object>;
  /** In the setup's transaction, while the user has no active method: makes what is pending, replacing what was. */
  offered(user: UserFacts, tx: EntityManager): Promise<Additions>;
  /**
   * A place in the hash pool, for a companion whose `prepare` hashes: taken without I/O before the confirmation counts as an
   * attempt, so that a storm costs nobody one, handed to `prepare`, and given back after.
   */
  admit?(): Admission;
  /** After the right code and before the transaction of `confirmed`: where hashing is done. */
  prepare?(user: UserFacts, place?: Admission): Promise<Prepared>;
  /** In the transaction that turns two-factor authentication on: what was pending starts to count. */
  confirmed(user: UserFacts, tx: EntityManager, prepared: Prepared): Promise<Additions>;
  /** In the transaction that turns two-factor authentication off. */
  ended?(userId: string, tx: EntityManager): Promise<void>;
}

export const ENROLMENT_COMPANION = Symbol('countersign:enrolment-companion');

/** Marks a provider as a companion of the first enrolment. */
export const EnrolmentCompanion = (): ClassDecorator => SetMetadata(ENROLMENT_COMPANION, true);
