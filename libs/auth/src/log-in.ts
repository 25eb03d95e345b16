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
import { StartSession, type StartedSession } from './start-session';

export interface Login {
  readonly identifier: string;
  readonly kind: 'any' | 'email' | 'username';
  readonly password: string;
  /** Policies read their own members of its body (`deviceToken`). */
  readonly request: PolicyRequest;
}

/** Signed in, or asked for a second factor. */
export type LoginOutcome = (StartedSession & { readonly addition: PolicyAnswer }) | { readonly needed: SecondFactorNeeded };

/** The password first; then a session, or the question for a second factor. Six collaborators: it is where all meet. */
@Injectable()
export class LogIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly checkPassword: CheckPassword,
    private readonly policies: ChallengePolicies,
    private readonly openChallenge: OpenChallenge,
    private readonly startSession: StartSession,
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
    if (!user.twoFactorEnabled) return { ...(await this.startSession.start(tx, session)), addition: {} };
    const addition = await recognised?.excuse(tx);
    if (!addition) return { needed: await this.openChallenge.open(tx, user, ['pwd'], origin) };
    return { ...(await this.startSession.start(tx, { ...session, excusedBy: recognised?.policy, deviceName: addition.deviceName })), addition };
  }
}

function wordFor(outcome: LoginOutcome): string {
  if ('needed' in outcome) return 'second_factor_needed';
  return outcome.user.twoFactorEnabled ? 'second_factor_excused' : 'signed_in';
}
