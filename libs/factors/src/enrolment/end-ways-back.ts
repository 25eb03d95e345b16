import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { recoveryMethod } from '../contract/factor';
import { EnrolmentCompanions } from '../registry/enrolment-companions';
import { FactorRegistry } from '../registry/factor-registry';

/** What came with the first method goes with the last: recovery factors, and what companions keep. */
@Injectable()
export class EndWaysBack {
  constructor(
    private readonly registry: FactorRegistry,
    private readonly companions: EnrolmentCompanions,
  ) {}

  async of(userId: string, tx: EntityManager): Promise<void> {
    for (const factor of this.registry.recoveries()) await factor.remove(recoveryMethod(userId, factor.type), tx);
    await this.companions.ended(userId, tx);
  }
}
