import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Challenges, factorProblems, Methods, type LiveChallenge, type Method } from '@countersign/factors';
import { problems, type Origin } from '@countersign/kernel';

export interface CodeToResend {
  readonly tempToken: string;
  /** The method that gets the code. */
  readonly methodId?: string;
  /** Or the kind of factor: the default among the user's methods of it, else the first. */
  readonly type?: string;
}

export interface ResentCode {
  readonly codeSent: true;
  /** The kind of factor. */
  readonly method: string;
  readonly methodId: string;
  /** Masked. */
  readonly destination?: string;
  /** Seconds that the code is good. */
  readonly expiresIn?: number;
  /** Seconds until another one may be sent. */
  readonly retryAfter?: number;
  /** The one before could not be delivered to this method at all. */
  readonly lastOneFailed?: true;
}

/** Sends another code for a log-in that waits for its second factor, or the first one to another method. */
@Injectable()
export class ResendCode {
  constructor(
    private readonly challenges: Challenges,
    private readonly methods: Methods,
    private readonly database: Database,
  ) {}

  /** @throws invalid_temp_token, not_found, too_many_requests */
  async resend({ tempToken, ...wanted }: CodeToResend, origin: Origin): Promise<ResentCode> {
    const challenge = await this.challenges.find(tempToken);
    if (challenge.purpose !== 'login') throw factorProblems.invalid_temp_token({}, { reason: 'opened for a step-up' });
    const method = await this.choose(challenge, wanted);
    const hint = await this.database.transaction((tx) => this.challenges.ask(tx, challenge, method, origin));
    const { codeSent, retryAfter = 1, destination, expiresIn, lastOneFailed } = hint;
    // After the commit: what the refusal wrote into the trail stays.
    if (!codeSent) throw tooSoon(retryAfter);
    return { codeSent, method: method.type, methodId: method.id, destination, expiresIn, retryAfter, ...(lastOneFailed && { lastOneFailed }) };
  }

  private async choose({ userId, sentMethodId }: LiveChallenge, { methodId, type }: Omit<CodeToResend, 'tempToken'>): Promise<Method> {
    const askable = (await this.methods.activeFor(userId)).filter((method) => this.methods.canBeAsked(method));
    const wanted = askable.filter((method) => (methodId === undefined || method.id === methodId) && (type === undefined || method.type === type));
    const method = wanted.find(({ id }) => id === sentMethodId) ?? wanted[0];
    if (!method) throw problems.not_found({}, { detail: 'There is no such method of yours that a code can be sent to.' });
    return method;
  }
}

export function tooSoon(retryAfter: number) {
  const detail = `A code may be sent again in ${retryAfter} seconds. The last one stays good as long as it said.`;
  return problems.too_many_requests({ retryAfter }, { detail, retryAfterSeconds: retryAfter });
}
