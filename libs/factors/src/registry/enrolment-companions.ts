import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discoverNamed, PLAIN_NAME } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import type { Admission } from '@countersign/crypto';
import type { UserFacts } from '@countersign/web';
import { ENROLMENT_COMPANION, type EnrolmentCompanion } from '../contract/enrolment-companion';

type Additions = Readonly<Record<string, unknown>>;
export type Prepared = readonly unknown[];
/** One for each companion that hashes, in the order of the companions. */
export type Places = readonly (Admission | undefined)[];

/** What comes with the first method: every provider marked `@EnrolmentCompanion()`. */
@Injectable()
export class EnrolmentCompanions implements OnModuleInit {
  private companions: readonly EnrolmentCompanion[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.companions = discoverNamed<EnrolmentCompanion>(this.discovery, ENROLMENT_COMPANION, 'enrolment companion', PLAIN_NAME);
  }

  async offered(user: UserFacts, tx: EntityManager): Promise<Additions> {
    const additions: Record<string, unknown> = {};
    for (const companion of this.companions) Object.assign(additions, await companion.offered(user, tx));
    return additions;
  }

  /**
   * Does `work` with what the companions need for `prepare`, taken before and given back after.
   *
   * @throws service_unavailable when there is no place.
   */
  async withPlaces<Result>(work: (places: Places) => Promise<Result>): Promise<Result> {
    const places: (Admission | undefined)[] = [];
    try {
      for (const companion of this.companions) places.push(companion.admit?.());
      return await work(places);
    } finally {
      for (const place of places) place?.release();
    }
  }

  /** No transaction is open. */
  async prepare(user: UserFacts, places: Places): Promise<Prepared> {
    const prepared: unknown[] = [];
    for (const [index, companion] of this.companions.entries()) prepared.push(await companion.prepare?.(user, places[index]));
    return prepared;
  }

  async confirmed(user: UserFacts, tx: EntityManager, prepared: Prepared): Promise<Additions> {
    const additions: Record<string, unknown> = {};
    for (const [index, companion] of this.companions.entries()) {
      Object.assign(additions, await companion.confirmed(user, tx, prepared[index]));
    }
    return additions;
  }

  async ended(userId: string, tx: EntityManager): Promise<void> {
    for (const companion of this.companions) await companion.ended?.(userId, tx);
  }
}
