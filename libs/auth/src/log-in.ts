import { Injectable } from '@nestjs/common';
import { Accounts } from '@countersign/accounts';
import { Database } from '@countersign/database';
import { ChallengePolicies, type PolicyAnswer, type PolicyRequest, type Recognised } from '@countersign/factors';
import { newId, type Origin } from '@countersign/kernel';
import { countOutcome } from '@countersign/observability';
import type { EntityManager } from 'typeorm';
import { authMetrics } from './auth.metrics';
import { CheckPassword, type RightPassword } from './check-password';
import { OpenChallenge, type SecondFactorNeeded } from './open-challenge';
import { StartOrEnrol, type EnrolmentRequired, type StartedOrAsked } from './start-or-enrol';
import type { StartedSession } from './start-session';

export interface Login {
  readonly identifier: string;
  readonly kind: 'any' | 'email' | 'username';
  readonly password: string;
  /** Policies read their own members of its body (`deviceToken`). */
  readonly request: PolicyRequest;
}

/** Signed in, asked for a second factor, or asked to enrol one. */
export type LoginOutcome =
  | (StartedSession & { readonly addition: PolicyAnswer; readonly enrolmentDeadline?: Date })
  | { readonly needed: SecondFactorNeeded | EnrolmentRequired };

/** The password first; then a session, or the question for a second factor. Six collaborators: it is where all meet. */
@Injectable()
export class LogIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly checkPassword: CheckPassword,
    private readonly policies: ChallengePolicies,
    private readonly openChallenge: OpenChallenge,
    private readonly startOrEnrol: StartOrEnrol,
    private readonly database: Database,
  ) {}

  /** @throws invalid_credentials, too_many_requests, service_unavailable */
  logIn(login: Login): Promise<LoginOutcome> {
    return countOutcome(authMetrics.logins, wordFor, () => this.attempt(login));
  }

  private attempt({ identifier, kind, password, request }: Login): Promise<LoginOutcome> {
    const { origin } = request;
    return this.checkPassword.withPlace(async (place) => {
      const candidate = await this.accounts.findForLogin(identifier, kind);
      // Of nobody's, where the name is unknown: what the request shows is looked up all the same.
      const recognised = await this.policies.recognise(candidate.user?.id ?? newId(), request);
      const deviceKey = recognised?.bucketKey ?? undefined;
      const right = await this.checkPassword.check({ candidate, password, place, origin, deviceKey });
      return this.database.transaction((tx) => this.signIn(tx, right, recognised, origin));
    });
  }

  private async signIn(
    tx: EntityManager,
    right: RightPassword,
    recognised: Recognised | null,
    origin: Origin,
  ): Promise<LoginOutcome> {
    const { user } = right;
    const session = { user, origin, aal: 1, amr: ['pwd'] } as const;
    await this.checkPassword.settle(tx, right);
    if (!user.twoFactorEnabled) return outcomeOf(await this.startOrEnrol.start(tx, session), {});
    const addition = await recognised?.excuse(tx);
    if (!addition) return { needed: await this.openChallenge.open(tx, user, ['pwd'], origin) };
    const excused = { ...session, excusedBy: recognised?.policy, deviceName: addition.deviceName };
    return outcomeOf(await this.startOrEnrol.start(tx, excused), addition);
  }
}

function outcomeOf(started: StartedOrAsked, addition: PolicyAnswer): LoginOutcome {
  return 'enrolment' in started ? { needed: started.enrolment } : { ...started, addition };
}

function wordFor(outcome: LoginOutcome): string {
  if ('needed' in outcome) return 'enrolmentRequired' in outcome.needed ? 'enrolment_needed' : 'second_factor_needed';
  return outcome.user.twoFactorEnabled ? 'second_factor_excused' : 'signed_in';
}
