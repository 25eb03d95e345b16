import { Injectable } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import { ChallengeRepository } from './challenge.repository';
import { Challenges } from './challenges';
import type { VerificationRow } from './challenge.statements';

/** What became of the questions that applications asked of their users. */
@Injectable()
export class Verifications {
  constructor(
    private readonly repository: ChallengeRepository,
    private readonly challenges: Challenges,
  ) {}

  /** @param userId whose it must be; null: whoever's. @throws not_found, a day after its end too */
  async find(challengeId: string, userId: string | null): Promise<VerificationRow> {
    const found = await this.repository.findOfApplication(challengeId, userId);
    if (!found) throw problems.not_found();
    return found;
  }

  /** One that has ended already stays what it is; codes of it that still wait are not sent. @throws not_found */
  async cancel(challengeId: string, userId: string | null): Promise<VerificationRow> {
    await this.challenges.cancel(challengeId, userId);
    return this.find(challengeId, userId);
  }
}
