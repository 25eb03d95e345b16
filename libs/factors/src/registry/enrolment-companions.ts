import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discoverNamed, PLAIN_NAME } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import type { UserFacts } from '@countersign/web';
import { ENROLMENT_COMPANION, type EnrolmentCompanion } from '../contract/enrolment-companion';

type Additions = Readonly<Record<string, unknown>>;
export type Prepared = readonly unknown[];

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

  /** No transaction is open. */
  async prepare(user: UserFacts): Promise<Prepared> {
    const prepared: unknown[] = [];
    for (const companion of this.companions) prepared.push(await companion.prepare?.(user));
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
