import { Injectable } from '@nestjs/common';
import type { Admission } from '@countersign/crypto';
import { Database } from '@countersign/database';
import {
  ChallengePolicies,
  Challenges,
  CheckProof,
  costsNothing,
  factorEvents,
  factorProblems,
  named,
  type CheckedProof,
  type PolicyAnswer,
  type PolicyRequest,
  type ProofChoice,
  type Reservation,
} from '@countersign/factors';
import { amrFor } from '@countersign/sessions';
import type { EntityManager } from 'typeorm';
import { StartSession, type StartedSession } from './start-session';

export interface ChallengeAnswer {
  readonly tempToken: string;
  readonly choice: ProofChoice;
  /** Policies read their own members of its body (`trustDevice`). */
  readonly request: PolicyRequest;
}

export interface AnsweredChallenge extends StartedSession {
  /** What the factor and the policies add to the answer. */
  readonly addition: PolicyAnswer;
}

/**
 * Answers the question of a log-in: an attempt reserved in a commit of its own, the proof checked with no transaction open,
 * then one transaction that spends the proof and the challenge and makes the session.
 */
@Injectable()
export class AnswerChallenge {
  constructor(
    private readonly challenges: Challenges,
    private readonly checkProof: CheckProof,
    private readonly policies: ChallengePolicies,
    private readonly startSession: StartSession,
    private readonly database: Database,
  ) {}

  /** @throws invalid_temp_token, invalid_code, code_already_used, not_found, too_many_requests, service_unavailable */
  answer(input: ChallengeAnswer): Promise<AnsweredChallenge> {
    return this.checkProof.withPlace(input.choice, (place) => this.answerOnce(input, place));
  }

  private async answerOnce({ tempToken, choice, request }: ChallengeAnswer, place?: Admission): Promise<AnsweredChallenge> {
    const reservation = await this.challenges.reserve(tempToken);
    const { origin } = request;
    try {
      if (reservation.purpose !== 'login') throw factorProblems.invalid_temp_token({}, { reason: 'opened for a step-up' });
      const checked = await this.checkProof.check({ reservation, choice, purpose: 'login', origin, place });
      return await this.database.transaction((tx) => this.signIn(tx, reservation, checked, request));
    } catch (error) {
      if (costsNothing(error)) await this.challenges.forgive(reservation);
      throw error;
    }
  }

  private async signIn(
    tx: EntityManager,
    reservation: Reservation,
    checked: CheckedProof,
    request: PolicyRequest,
  ): Promise<AnsweredChallenge> {
    const spent = await this.checkProof.consume(tx, checked);
    const isOurs = await this.challenges.consume(tx, reservation, checked.method);
    if (!isOurs) throw factorProblems.invalid_temp_token({}, { reason: 'another request answered first' });
    const { user } = reservation;
    const { factor, method } = checked;
    const amr = amrFor(reservation.amr, factor.assurance.amr);
    const verified = factorEvents['2fa.verified']({ userId: user.id, data: { ...named(method), purpose: 'login' } });
    const events = [verified, ...(spent.events ?? [])];
    const started = await this.startSession.start(tx, { user, origin: request.origin, aal: 2, amr, isRestricted: factor.assurance.restricted, events });
    const { id: sessionId } = started.issued.session;
    const context = { user, sessionId, factorType: factor.type, factorRole: factor.role, request };
    const { data, cookies, deviceName } = await this.policies.answered(context, tx);
    if (deviceName) await this.startSession.name(tx, started, deviceName);
    return { ...started, addition: { data: { ...spent.answer, ...data }, cookies } };
  }
}
