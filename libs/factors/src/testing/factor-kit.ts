import type { DiscoveryService } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import { makeUser } from '@countersign/accounts/testing';
import type { AuditTrail } from '@countersign/audit';
import { settingsFor } from '@countersign/config/testing';
import type { ConnectedTestDatabase } from '@countersign/database/testing';
import { newId, problems, type Origin, type SecurityEvent } from '@countersign/kernel';
import { recordingLogger } from '@countersign/observability/testing';
import type { UserFacts } from '@countersign/web';
import { BudgetRepository } from '../budget/budget.repository';
import { FactorBudget } from '../budget/factor-budget';
import { ChallengeRepository } from '../challenges/challenge.repository';
import { Challenges, type OpenedChallenge, type Reservation } from '../challenges/challenges';
import type { AnyFactor, MethodRef } from '../contract/factor';
import { FactorsSettings } from '../factors.settings';
import { MethodRepository } from '../methods/method.repository';
import { Methods } from '../methods/methods';
import { CheckProof, type ProofChoice } from '../proof/check-proof';
import { FactorRegistry } from '../registry/factor-registry';

/** Variables that a process under test needs of this lib: a key that is nobody's. */
export const factorsVariables = { TEMP_TOKEN_SECRET: 'tempToken '.repeat(7) } as const satisfies Readonly<Record<string, string>>;

export const testOrigin: Origin = { requestId: 'test', ipAddress: '127.0.0.1', userAgent: null };

/** Keeps what would be written into the audit trail. */
export class RecordingTrail {
  readonly events: SecurityEvent[] = [];

  async record(_tx: EntityManager | null, _origin: Origin, events: SecurityEvent | readonly SecurityEvent[]): Promise<void> {
    this.events.push(...('type' in events ? [events] : events));
  }
}

export interface Enrolled {
  readonly user: UserFacts;
  readonly method: MethodRef;
  /** What setup answered, without what is made after the commit. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** The services of this lib around some factors, on a real PostgreSQL, without an application. */
export class FactorKit {
  readonly trail = new RecordingTrail();
  /** What was logged, from warnings up. */
  readonly lines: readonly object[];
  readonly registry: FactorRegistry;
  readonly budget: FactorBudget;
  readonly challenges: Challenges;
  readonly methods: Methods;
  readonly checkProof: CheckProof;
  private readonly rows: MethodRepository;

  constructor(
    readonly db: ConnectedTestDatabase,
    factors: readonly AnyFactor[],
    challengeRows = new ChallengeRepository(db.database),
  ) {
    const settings = settingsFor(FactorsSettings, factorsVariables);
    const { logger, lines } = recordingLogger('warn');
    this.lines = lines;
    const getProviders = () => factors.map((instance) => ({ metatype: instance.constructor, instance }));
    this.registry = new FactorRegistry({ getProviders } as unknown as DiscoveryService);
    this.registry.onModuleInit();
    this.rows = new MethodRepository(db.database);
    this.budget = new FactorBudget(new BudgetRepository(db.database), settings, logger);
    this.challenges = new Challenges(challengeRows, this.budget, this.registry, settings, logger);
    this.methods = new Methods(this.rows, this.registry);
    this.checkProof = new CheckProof(this.registry, this.methods, this.rows, this.trail as unknown as AuditTrail);
  }

  /** A user without methods. */
  async user(): Promise<UserFacts> {
    return makeUser(this.db.database);
  }

  /** An active method, as setup and its confirmation make one. */
  async enrol(user: UserFacts, type: string, input: object): Promise<Enrolled> {
    const method = { id: newId(), userId: user.id, type, label: null };
    const offer = await this.db.database.transaction(async (tx) => {
      await this.rows.insertPending(tx, { ...method, setupSessionId: null });
      const made = await this.registry.getPrimary(type).setUp(method, input, tx, { user, origin: testOrigin });
      await this.rows.activateOnce(tx, method.id);
      return made;
    });
    return { user, method, answer: offer.answer };
  }

  /** Opens a challenge as a log-in does, without asking. */
  async open(user: UserFacts): Promise<string> {
    const opened = this.db.database.transaction((tx) => this.challenges.open(tx, { user, purpose: 'login', amr: ['pwd'] }));
    return (await opened).tempToken;
  }

  /** Opens a challenge as a log-in does, and asks by the method. */
  async ask({ user, method }: Pick<Enrolled, 'user' | 'method'>): Promise<OpenedChallenge> {
    return this.db.database.transaction(async (tx) => {
      const opened = await this.challenges.open(tx, { user, purpose: 'login', amr: ['pwd'] });
      const isRecovery = this.registry.get(method.type).role === 'recovery';
      if (!isRecovery) await this.challenges.ask(tx, { ...opened, userId: user.id }, method, testOrigin);
      return opened;
    });
  }

  /** Answers a challenge as a log-in does: reserve, check, then one transaction. */
  async answer(tempToken: string, choice: ProofChoice): Promise<Reservation> {
    return this.checkProof.withPlace(choice, async (place) => {
      const reservation = await this.challenges.reserve(tempToken);
      const checked = await this.checkProof.check({ reservation, choice, purpose: 'login', origin: testOrigin, place });
      await this.db.database.transaction(async (tx) => {
        await this.checkProof.consume(tx, checked);
        if (!(await this.challenges.consume(tx, reservation, checked.method))) throw problems.forbidden({}, { reason: 'the challenge is spent' });
      });
      return reservation;
    });
  }
}
