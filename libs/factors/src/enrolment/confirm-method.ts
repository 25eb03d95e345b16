import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { problems } from '@countersign/kernel';
import type { IssuedSession } from '@countersign/sessions';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { factorProblems } from '../factors.problems';
import { MethodRepository } from '../methods/method.repository';
import { Methods, type MethodView } from '../methods/methods';
import { codeAlreadyUsed, type CheckedProof } from '../proof/check-proof';
import { EnrolmentCompanions, type Places, type Prepared } from '../registry/enrolment-companions';
import { CheckSetup, type SetupProof } from './check-setup';
import { SecondFactorState } from './second-factor-state';

const NO_PLACES: Places = [];

export interface ConfirmedMethod {
  /** A whole session for somebody who had to enrol before anything else. */
  readonly signedIn?: { readonly user: UserFacts; readonly issued: IssuedSession };
  readonly method: MethodView;
  readonly twoFactorEnabled: true;
  /** The code that confirmed is spent (RFC 6238 §5.2): seconds until the next one. */
  readonly nextCodeInSeconds?: number;
  /** What companions add, e.g. `backupCodes`. */
  readonly [addition: string]: unknown;
}

/**
 * Pending to active by a right code: a place for hashing taken, an attempt counted, the code checked with no transaction open, then one transaction for
 * all that follows. Six collaborators: enrolment is where the method, its companions and the account meet.
 */
@Injectable()
export class ConfirmMethod {
  constructor(
    private readonly checkSetup: CheckSetup,
    private readonly companions: EnrolmentCompanions,
    private readonly rows: MethodRepository,
    private readonly methods: Methods,
    private readonly state: SecondFactorState,
    private readonly database: Database,
  ) {}

  /** @throws not_found, too_many_requests, setup_not_started, invalid_code, code_already_used, service_unavailable */
  confirm(request: SetupProof): Promise<ConfirmedMethod> {
    // As it was when the request came: what changed meanwhile is asked below, and is rare.
    if (request.principal.user.twoFactorEnabled) return this.confirmWith(NO_PLACES, request);
    return this.companions.withPlaces((places) => this.confirmWith(places, request));
  }

  private confirmWith(places: Places, request: SetupProof): Promise<ConfirmedMethod> {
    return this.checkSetup.check(request, async (checked) => {
      const { user, userId } = request.principal;
      const hasMethods = (await this.methods.all(userId)).length > 0;
      const prepared = hasMethods ? null : await this.companions.prepare(user, places);
      return this.database.transaction((tx) => this.activate(tx, request, checked, prepared));
    });
  }

  private async activate(
    tx: EntityManager,
    { principal, origin }: SetupProof,
    { method, factor, evidence, nextCodeInSeconds }: CheckedProof,
    prepared: Prepared | null,
  ): Promise<ConfirmedMethod> {
    const { user } = principal;
    await this.rows.lockUser(tx, user.id);
    const isOurs = await factor.consume(method, evidence, tx);
    if (!isOurs) throw codeAlreadyUsed(nextCodeInSeconds, 'another request spent the code first');
    const activated = await this.rows.activateOnce(tx, method.id);
    if (!activated) throw factorProblems.setup_not_started({}, { reason: 'it expired or was replaced meanwhile' });
    const additions = activated.isFirst ? await this.companions.confirmed(user, tx, mustBe(prepared)) : {};
    const issued = await this.state.added(tx, { principal, origin, method }, factor.assurance, activated.isFirst);
    const view = this.methods.present(await this.methods.find(user.id, method.id, tx));
    const next = nextCodeInSeconds === undefined ? {} : { nextCodeInSeconds };
    const signedIn = issued ? { signedIn: { user: { ...user, twoFactorEnabled: true }, issued } } : {};
    return { method: view, twoFactorEnabled: true, ...next, ...additions, ...signedIn };
  }
}

/** The last other method went while this one was being confirmed: nothing is spent, and the same request works again. */
function mustBe(prepared: Prepared | null): Prepared {
  if (prepared) return prepared;
  throw problems.service_unavailable({ retryAfter: 1 }, { retryAfterSeconds: 1, reason: 'a method was removed meanwhile' });
}
