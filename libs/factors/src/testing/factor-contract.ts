import type { ConnectedTestDatabase } from '@countersign/database/testing';
import { isProblem, problems } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import { Challenge } from '../challenges/challenge.entity';
import { FactorBudgetRow } from '../budget/factor-budget.entity';
import { recoveryMethod, type AnyFactor, type ChallengeRef, type Matched, type MethodRef } from '../contract/factor';
import { TwoFactorMethod } from '../methods/two-factor-method.entity';
import { FactorKit, type Enrolled } from './factor-kit';

/** What the suite must know of a factor. */
export interface FactorHarness {
  /** A migrated database that knows `factorEntities` and the factor's own tables. */
  readonly db: ConnectedTestDatabase;
  readonly factor: AnyFactor;
  /** The same factor where what it depends on does not answer: a database out of reach. */
  readonly cutOff: AnyFactor;
  /** The body of setup, for a factor that users set up. */
  setupInput?(): object;
  /** Of a recovery factor: gives the user what it needs; what it answers is the `answer` of the enrolment. */
  bring?(user: UserFacts): Promise<Readonly<Record<string, unknown>>>;
  /**
   * A proof that is right now and was not used yet: for the challenge that was just asked, or with null as one confirms a
   * setup. A factor that asks nothing has the same for both.
   */
  rightProof(enrolled: Enrolled, challenge: ChallengeRef | null): object | Promise<object>;
  /** Well-formed and wrong for every method. */
  wrongProof(): object;
  /** Lets so much time pass, or does what it takes, that proofs of before are right no more. */
  expire(enrolled: Enrolled): void | Promise<void>;
  close(): Promise<void>;
}

/** The entities that the suite's database needs beside the factor's own. */
export const factorEntities = [TwoFactorMethod, Challenge, FactorBudgetRow];

const AT_ONCE = 12;

/** What every second factor owes, whoever wrote it. Runs on a real PostgreSQL. */
export function describeFactorContract(name: string, makeHarness: () => Promise<FactorHarness>): void {
  describe(`the contract of a factor: ${name}`, () => {
    let harness: FactorHarness;
    let kit: FactorKit;
    let enrolled: Enrolled;

    const enrol = async (): Promise<Enrolled> => {
      const user = await kit.user();
      const { factor, bring, setupInput } = harness;
      if (factor.role === 'primary') return kit.enrol(user, factor.type, setupInput?.() ?? {});
      return { user, method: recoveryMethod(user.id, factor.type), answer: (await bring?.(user)) ?? {} };
    };
    const choose = (proof: object) => (harness.factor.role === 'primary' ? { proof } : { recovery: harness.factor.type, proof });
    const check = (method: MethodRef, proof: object) => harness.factor.check(method, proof, null);
    const spend = (method: MethodRef, evidence: unknown) =>
      harness.db.database.transaction(async (tx) => (await harness.factor.consume(method, evidence, tx)) !== false);
    const matched = async (proof: object) => {
      const verdict = await check(enrolled.method, proof);
      expect(verdict).toMatchObject({ outcome: 'matched' });
      return verdict as Matched<unknown>;
    };

    beforeAll(async () => {
      harness = await makeHarness();
      kit = new FactorKit(harness.db, [harness.factor]);
    });
    beforeEach(async () => {
      enrolled = await enrol();
    });
    afterAll(() => (harness as FactorHarness | undefined)?.close());

    it('names how strong it is', () => {
      expect(harness.factor.assurance.amr.length).toBeGreaterThan(0);
    });

    it('takes the right proof, once', async () => {
      const { evidence } = await matched(await harness.rightProof(enrolled, null));
      expect(await spend(enrolled.method, evidence)).toBe(true);
      expect(await spend(enrolled.method, evidence)).toBe(false);
    });

    it('refuses a wrong proof', async () => {
      expect((await check(enrolled.method, harness.wrongProof())).outcome).toBe('rejected');
    });

    it('refuses a proof that was spent', async () => {
      const proof = await harness.rightProof(enrolled, null);
      await spend(enrolled.method, (await matched(proof)).evidence);
      expect((await check(enrolled.method, proof)).outcome).toBe('rejected');
    });

    it('refuses a proof whose time has passed', async () => {
      const proof = await harness.rightProof(enrolled, null);
      await harness.expire(enrolled);
      expect((await check(enrolled.method, proof)).outcome).toBe('rejected');
    });

    it(`lets one of ${AT_ONCE} transactions spend a proof`, async () => {
      const { evidence } = await matched(await harness.rightProof(enrolled, null));
      const spent = await Promise.all(Array.from({ length: AT_ONCE }, () => spend(enrolled.method, evidence)));
      expect(spent.filter(Boolean)).toHaveLength(1);
    });

    it('leaves a proof unspent when the transaction rolls back', async () => {
      const proof = await harness.rightProof(enrolled, null);
      const { evidence } = await matched(proof);
      const failing = harness.db.database.transaction(async (tx) => {
        await harness.factor.consume(enrolled.method, evidence, tx);
        throw problems.forbidden({}, { reason: 'rolled back on purpose' });
      });
      await expect(failing).rejects.toThrow('rolled back on purpose');
      await matched(proof);
    });

    it("refuses another user's proof and method", async () => {
      const stranger = await enrol();
      const strangers = await harness.rightProof(stranger, { ...(await kit.ask(stranger)), userId: stranger.user.id });
      const { tempToken } = await kit.ask(enrolled);
      await expect(kit.answer(tempToken, choose(strangers))).rejects.toMatchObject({ code: 'invalid_code' });
      if (harness.factor.role === 'recovery') return;
      const named = { methodId: stranger.method.id, proof: strangers };
      await expect(kit.answer(tempToken, named)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('answers a challenge, once', async () => {
      const { id, tempToken } = await kit.ask(enrolled);
      const proof = await harness.rightProof(enrolled, { id, userId: enrolled.user.id });
      await kit.answer(tempToken, choose(proof));
      await expect(kit.answer(tempToken, choose(proof))).rejects.toMatchObject({ code: 'invalid_temp_token' });
    });

    it('forgets a method that is removed', async () => {
      const proof = await harness.rightProof(enrolled, null);
      await harness.db.database.transaction((tx) => harness.factor.remove(enrolled.method, tx));
      expect((await check(enrolled.method, proof)).outcome).toBe('rejected');
    });

    it('says 503 within 5 seconds, and never "matched", when what it depends on does not answer', async () => {
      const proof = await harness.rightProof(enrolled, null);
      const failure = await harness.cutOff.check(enrolled.method, proof, null).catch((error: unknown) => error);
      expect(isProblem(failure, 'service_unavailable')).toBe(true);
    }, 5_000);
  });
}
