import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Challenges, Methods } from '@countersign/factors';
import { problems, type Origin } from '@countersign/kernel';
import { invalid, type Principal } from '@countersign/web';

/** A challenge within a session; its code goes to `POST /auth/step-up`. */
export interface StepUpAsked {
  readonly challengeId: string;
  readonly codeSent: boolean;
  /** Masked. */
  readonly destination?: string;
  /** Seconds that the code is good. */
  readonly expiresIn: number;
  /** Seconds until another code may be sent. */
  readonly retryAfter?: number;
  readonly lastOneFailed?: true;
}

/** Sends a code for a step-up. A session has one challenge open, so that asking again is a resend. */
@Injectable()
export class AskToStepUp {
  constructor(
    private readonly challenges: Challenges,
    private readonly methods: Methods,
    private readonly database: Database,
  ) {}

  /** @throws not_found, validation_failed for a method that no code is sent to, forbidden without a session */
  async ask({ user, sessionId }: Principal, methodId: string, origin: Origin): Promise<StepUpAsked> {
    if (sessionId === undefined) throw problems.forbidden({}, { reason: 'only a session can be raised' });
    const method = (await this.methods.activeFor(user.id)).find(({ id }) => id === methodId);
    if (!method) throw problems.not_found({}, { reason: 'methodId is not a usable method of the user' });
    if (!this.methods.canBeAsked(method)) {
      throw invalid([{ pointer: '/code', detail: 'is needed: the method shows its codes itself' }]);
    }
    return this.database.transaction(async (tx) => {
      const challenge = await this.challenges.openWithin(tx, user, sessionId);
      const { codeSent, destination, expiresIn = challenge.expiresIn, ...rest } = await this.challenges.ask(tx, challenge, method, origin);
      return { challengeId: challenge.id, codeSent, destination, expiresIn, ...rest };
    });
  }
}
