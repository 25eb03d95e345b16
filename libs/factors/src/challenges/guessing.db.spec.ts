import { type ConnectedTestDatabase, connectTestDatabase, Rendezvous } from '@countersign/database/testing';
import { isProblem, newId } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import type { BudgetEntry } from '../budget/budget.statements';
import type { MethodRef } from '../contract/factor';
import { factorEntities } from '../testing/factor-contract';
import { FactorKit } from '../testing/factor-kit';
import { MAGIC_WORD_TABLE, MagicWordFactor, type MagicWordProofDto } from '../testing/magic-word.factor';
import { ChallengeRepository, type ReservedChallenge } from './challenge.repository';

let db: ConnectedTestDatabase;
beforeAll(async () => {
  db = await connectTestDatabase(factorEntities);
  await db.dataSource.query(MAGIC_WORD_TABLE);
});
afterAll(() => db.drop());

class CountingFactor extends MagicWordFactor {
  evaluated = 0;

  override async check(method: MethodRef, proof: MagicWordProofDto) {
    this.evaluated += 1;
    return super.check(method, proof);
  }
}

type Rows = new (database: ConnectedTestDatabase['database'], others: Rendezvous) => ChallengeRepository;

async function scene(rows?: ChallengeRepository) {
  const factor = new CountingFactor(db.database);
  const kit = new FactorKit(db, [factor], rows);
  const user = await kit.user();
  await kit.enrol(user, factor.type, { words: ['open-sesame'] });
  return { kit, user, factor };
}

/** 200 wrong guesses at once on one challenge. */
async function guessesOnOneChallenge(rows?: ChallengeRepository): Promise<number> {
  const { kit, user, factor } = await scene(rows);
  const tempToken = await kit.open(user);
  await Promise.allSettled(Array.from({ length: 200 }, (_, n) => kit.answer(tempToken, { proof: { word: `guess-${n}` } })));
  return factor.evaluated;
}

/** 200 wrong guesses at once over 40 challenges of one user. */
async function guessesOverChallenges(rows?: ChallengeRepository): Promise<number> {
  const { kit, user, factor } = await scene(rows);
  const tokens = await Promise.all(Array.from({ length: 40 }, () => kit.open(user)));
  const guesses = tokens.flatMap((token) => Array.from({ length: 5 }, () => kit.answer(token, { proof: { word: newId() } })));
  await Promise.allSettled(guesses);
  return factor.evaluated;
}

/** One right proof 50 times at once; each with a challenge of its own, or all with one. */
async function oneProofManyTimes(isOneChallenge: boolean, rows?: ChallengeRepository) {
  const { kit, user } = await scene(rows);
  const shared = await kit.open(user);
  const tokens = await Promise.all(Array.from({ length: 50 }, () => (isOneChallenge ? shared : kit.open(user))));
  const answers = await Promise.allSettled(tokens.map((token) => kit.answer(token, { proof: { word: 'open-sesame' } })));
  const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
  const known = ['invalid_temp_token', 'invalid_code', 'code_already_used', 'too_many_requests', 'forbidden'];
  expect(refusals.filter((reason) => !known.some((code) => isProblem(reason, code)))).toEqual([]);
  return answers.filter(({ status }) => status === 'fulfilled').length;
}

/** Two methods of one user, each shown right on one challenge at once. */
async function twoRightProofs(rows?: ChallengeRepository): Promise<number> {
  const factor = new MagicWordFactor(db.database);
  const kit = new FactorKit(db, [factor], rows);
  const user = await kit.user();
  const methods = [await kit.enrol(user, factor.type, { words: ['word'] }), await kit.enrol(user, factor.type, { words: ['word'] })];
  const token = await kit.open(user);
  const choices = methods.map(({ method }) => ({ methodId: method.id, proof: { word: 'word' } }));
  const answers = await Promise.allSettled(choices.map((choice) => kit.answer(token, choice)));
  return answers.filter(({ status }) => status === 'fulfilled').length;
}

describe('guessing', () => {
  it('evaluates at most 5 of 200 guesses at once on a challenge', async () => {
    expect(await guessesOnOneChallenge()).toBe(5);
  });

  it('evaluates at most 10 of 200 guesses at once over many challenges of a user', async () => {
    expect(await guessesOverChallenges()).toBe(10);
  });

  it('takes one right proof, shown 50 times at once, once', async () => {
    expect(await oneProofManyTimes(false)).toBe(1);
    expect(await oneProofManyTimes(true)).toBe(1);
  });

  it('lets one of two right proofs spend a challenge', async () => {
    expect(await twoRightProofs()).toBe(1);
  });
});

/** Reads the counters first and writes them later. */
class NaiveReserve extends ChallengeRepository {
  constructor(
    database: ConnectedTestDatabase['database'],
    private readonly others: Rendezvous,
  ) {
    super(database);
  }

  override async reserveAttempt(digest: Buffer): Promise<ReservedChallenge | null> {
    const [row] = await db.dataSource.query('select * from challenges where digest = $1 and attempts < max_attempts', [digest]);
    await this.others.meet();
    if (!row) return null;
    const attempts = Math.min(row.attempts + 1, row.max_attempts);
    await db.dataSource.query('update challenges set attempts = $2 where id = $1', [row.id, attempts]);
    const budget: BudgetEntry = { userId: row.user_id, at: '2026-01-01T00:00:00Z', remaining: 9, lockedSeconds: null };
    const user = { id: row.user_id } as ReservedChallenge['user'];
    return {
      challengeId: row.id,
      userId: row.user_id,
      purpose: row.purpose,
      sessionId: null,
      amr: row.amr,
      challengeRemaining: 4,
      sentMethodId: null,
      hasAskedSeveral: false,
      user,
      budget,
    };
  }
}

/** Asks whether the challenge is spent, then spends it. */
class NaiveConsume extends ChallengeRepository {
  constructor(
    database: ConnectedTestDatabase['database'],
    private readonly others: Rendezvous,
  ) {
    super(database);
  }

  override async consumeOnce(tx: EntityManager, challengeId: string): Promise<boolean> {
    const [row] = await tx.query('select consumed_at from challenges where id = $1', [challengeId]);
    await this.others.meet();
    if (row.consumed_at !== null) return false;
    await tx.query('update challenges set consumed_at = now() where id = $1', [challengeId]);
    return true;
  }
}

describe('mutants that the tests above must catch', () => {
  const mutant = (rows: Rows, count: number) => new rows(db.database, new Rendezvous(count));

  it('reserve that reads first: evaluates more than 5 on a challenge', async () => {
    expect(await guessesOnOneChallenge(mutant(NaiveReserve, 200))).toBeGreaterThan(5);
  });

  it('reserve that reads first: evaluates more than 10 on a user', async () => {
    expect(await guessesOverChallenges(mutant(NaiveReserve, 200))).toBeGreaterThan(10);
  });

  it('consume that reads first: two right proofs spend one challenge', async () => {
    expect(await twoRightProofs(mutant(NaiveConsume, 2))).toBe(2);
  });
});
