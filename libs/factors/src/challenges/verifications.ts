import { Injectable } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import { ChallengeRepository } from './challenge.repository';
import type { VerificationRow } from './challenge.statements';

/** What became of the questions that applications asked of their users. */
@Injectable()
export class Verifications {
  constructor(private readonly challenges: ChallengeRepository) {}

  /** @param userId whose it must be; null: whoever's. @throws not_found, a day after its end too */
  async find(challengeId: string, userId: string | null): Promise<VerificationRow> {
    const found = await this.challenges.findOfApplication(challengeId, userId);
    if (!found) throw problems.not_found();
    return found;
  }

  /** One that has ended already stays what it is. @throws not_found */
  async cancel(challengeId: string, userId: string | null): Promise<VerificationRow> {
    await this.challenges.cancelOnce(challengeId, userId);
    return this.find(challengeId, userId);
  }
}
