import { Accounts } from '@countersign/accounts';
import type { AuditTrail } from '@countersign/audit';
import { settingsFor } from '@countersign/config/testing';
import { CodeHasher } from '@countersign/crypto';
import { testCodeHasher, testSealer } from '@countersign/crypto/testing';
import { Database, DatabaseSettings } from '@countersign/database';
import { connectTestDatabase, scanningStatements, type ConnectedTestDatabase } from '@countersign/database/testing';
import { recoveryMethod } from '@countersign/factors';
import { describeFactorContract, factorEntities, FactorKit, RecordingTrail, testOrigin } from '@countersign/factors/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { validateInput, type UserFacts } from '@countersign/web';
import { DataSource } from 'typeorm';
import { BackupCodeProofDto } from './backup-code.dto';
import { BackupCodeFactor } from './backup-code.factor';
import { BackupCodesCompanion } from './backup-codes.companion';
import { BackupCodesSettings } from './backup-codes.settings';
import { BackupCode } from './codes/backup-code.entity';
import { BackupCodeSet } from './codes/backup-code-set.entity';
import { CodeSetRepository } from './codes/code-set.repository';
import { newCodes } from './new-codes';
import { RegenerateCodes } from './regenerate-codes';
import { VerifyBackupCodeDto } from './http/verify-backup-code.dto';
import * as statements from './codes/code-set.statements';
import { AbandonedCodesCleanup } from './worker/abandoned-codes.cleanup';

const pool = testCodeHasher();
afterAll(() => pool.close());

const connect = () => connectTestDatabase([...factorEntities, BackupCode, BackupCodeSet]);
const WRONG = '000000000000';

function partsOn({ database }: Pick<ConnectedTestDatabase, 'database'>, hasher: CodeHasher = pool) {
  const sets = new CodeSetRepository(database);
  const factor = new BackupCodeFactor(sets, hasher, settingsFor(BackupCodesSettings));
  return { sets, factor, companion: new BackupCodesCompanion(sets, testSealer(), hasher) };
}

/** Codes that count, as the first method brings them; fewer than ten where fewer do, since each costs a hash. */
async function give({ sets }: ReturnType<typeof partsOn>, { database }: ConnectedTestDatabase, user: UserFacts, count = 1) {
  const [codes, salt] = [newCodes().slice(0, count), pool.newSalt()];
  const hashes = await pool.hash(codes, salt);
  await database.transaction((tx) => sets.replace(tx, user.id, { salt, hashes }));
  return codes;
}

describeFactorContract('backup-code', async () => {
  const db = await connect();
  const parts = partsOn(db);
  const nowhere = new Database(new DataSource({ type: 'postgres' }), settingsFor(DatabaseSettings, { DATABASE_URL: db.url }), recordingLogger().logger);
  return {
    db,
    factor: parts.factor,
    cutOff: partsOn({ database: nowhere }).factor,
    bring: async (user) => ({ backupCodes: await give(parts, db, user) }),
    rightProof: ({ answer }) => ({ code: (answer.backupCodes as string[])[0] }),
    wrongProof: () => ({ code: WRONG }),
    // Time ends no backup code; a new set does.
    expire: async ({ user }) => void (await give(parts, db, user)),
    close: () => db.drop(),
  };
});

/** What was hashed together. */
class CountingHasher extends CodeHasher {
  readonly tasks: number[] = [];

  override hash(...args: Parameters<CodeHasher['hash']>): Promise<Buffer[]> {
    this.tasks.push(args[0].length);
    return pool.hash(...args);
  }
}

describe('backup codes', () => {
  let db: ConnectedTestDatabase;
  let kit: FactorKit;
  let parts: ReturnType<typeof partsOn>;
  let user: UserFacts;
  const trail = new RecordingTrail();

  beforeAll(async () => {
    db = await connect();
    parts = partsOn(db);
    kit = new FactorKit(db, [parts.factor]);
  });
  beforeEach(async () => {
    user = await kit.user();
  });
  afterAll(() => db?.drop());

  const check = (code: string) => parts.factor.check(recoveryMethod(user.id, 'backup-code'), { code }, null);
  const use = async (code: string) => {
    const verdict = await check(code);
    if (verdict.outcome !== 'matched') return verdict;
    return db.database.transaction((tx) => parts.factor.consume(recoveryMethod(user.id, 'backup-code'), verdict.evidence, tx));
  };
  const setOf = async (id = user.id) => (await db.dataSource.query('select * from backup_code_sets where user_id = $1', [id]))[0];
  const rowsOf = async () => db.dataSource.query<Pick<BackupCode, 'hash' | 'usedAt'>[]>('select hash, used_at as "usedAt" from backup_codes where user_id = $1', [user.id]);

  it('are ten of 60 bits, sealed while pending and hashed in one task when they begin to count', async () => {
    const hasher = new CountingHasher(null as never);
    hasher.newSalt = () => pool.newSalt();
    const { companion, factor } = partsOn(db, hasher);
    const { backupCodes } = await db.database.transaction((tx) => companion.offered(user, tx));
    expect(new Set(backupCodes).size).toBe(10);
    for (const code of backupCodes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    const pending = await setOf();
    expect([pending.salt, pending.remaining, await rowsOf(), hasher.tasks]).toEqual([null, 0, [], []]);
    expect(backupCodes.filter((code) => pending.sealed.includes(code))).toEqual([]);
    expect(await check(backupCodes[0]!)).toMatchObject({ outcome: 'rejected', reason: 'the user has no backup codes' });
    const prepared = await companion.prepare(user);
    const shown = await db.database.transaction((tx) => companion.confirmed(user, tx, prepared));
    expect(shown).toEqual({ backupCodes });
    expect([await setOf(), hasher.tasks]).toMatchObject([{ sealed: null, remaining: 10, salt: prepared.salt }, [10]]);
    expect(await rowsOf()).toHaveLength(10);
    await factor.check(recoveryMethod(user.id, 'backup-code'), { code: WRONG }, null);
    expect(hasher.tasks).toEqual([10, 1]);
  });

  it('are bound to their user while pending', async () => {
    const other = await kit.user();
    await db.database.transaction((tx) => parts.companion.offered(user, tx));
    await db.database.transaction((tx) => parts.companion.offered(other, tx));
    await db.dataSource.query('update backup_code_sets set sealed = $2 where user_id = $1', [user.id, (await setOf(other.id)).sealed]);
    await expect(parts.companion.prepare(user)).rejects.toThrow(/does not open/);
  });

  it('are those of the last setup, also when it comes while they are hashed', async () => {
    await db.database.transaction((tx) => parts.companion.offered(user, tx));
    const late = await parts.companion.prepare(user);
    const { backupCodes } = await db.database.transaction((tx) => parts.companion.offered(user, tx));
    const confirmed = db.database.transaction((tx) => parts.companion.confirmed(user, tx, late));
    await expect(confirmed).rejects.toMatchObject({ code: 'service_unavailable', reason: 'other backup codes were offered meanwhile' });
    expect(await rowsOf()).toEqual([]);
    const prepared = await parts.companion.prepare(user);
    await db.database.transaction((tx) => parts.companion.confirmed(user, tx, prepared));
    expect([(await check(late.codes[0]!)).outcome, (await check(backupCodes[0]!)).outcome]).toEqual(['rejected', 'matched']);
  });

  it('are made new where none are pending, since the setup was not the first one', async () => {
    const prepared = await parts.companion.prepare(user);
    const { backupCodes } = await db.database.transaction((tx) => parts.companion.confirmed(user, tx, prepared));
    expect((await check(backupCodes[9]!)).outcome).toBe('matched');
  });

  it('count down, and say when few are left', async () => {
    const codes = await give(parts, db, user, 5);
    const left = [];
    for (const code of codes) left.push(await use(code));
    const said = (remaining: number) => ({
      answer: { remaining, lowBackupCodes: remaining <= 3 },
      events: [{ type: '2fa.backup_code_used', userId: user.id, data: { remaining } }],
    });
    expect(left).toEqual([4, 3, 2, 1, 0].map(said));
    expect([await parts.sets.countLeft(user.id), (await rowsOf()).filter(({ usedAt }) => usedAt === null)]).toEqual([0, []]);
    expect(await use(codes[0]!)).toEqual({ outcome: 'rejected', reason: 'the backup code is spent', alreadyUsed: {} });
  });

  it('count down exactly when different ones are used at once', async () => {
    const codes = await give(parts, db, user, 5);
    const spent = await Promise.all(codes.map(use));
    expect(spent.map((one) => (one as { answer: { remaining: number } }).answer.remaining).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('may be wrong five times in 15 minutes; a right one clears that', async () => {
    const [first, second] = await give(parts, db, user, 2);
    for (const left of [4, 3, 2, 1]) expect(await check(WRONG)).toMatchObject({ outcome: 'rejected', attemptsRemaining: left });
    await use(first!);
    for (const left of [4, 3, 2, 1, 0]) expect(await check(WRONG)).toMatchObject({ outcome: 'rejected', attemptsRemaining: left });
    const refused = await check(second!).catch((problem: unknown) => problem);
    expect(refused).toMatchObject({ code: 'too_many_requests', extras: { limit: 5 } });
    const { retryAfterSeconds } = refused as { retryAfterSeconds: number };
    expect([retryAfterSeconds > 890, retryAfterSeconds <= 900]).toEqual([true, true]);
    const past = `array(select t - interval '15 minutes' from unnest(attempts) t)`;
    await db.dataSource.query(`update backup_code_sets set attempts = ${past} where user_id = $1`, [user.id]);
    expect((await check(second!)).outcome).toBe('matched');
  });

  it('cost nothing when they are right, used or not', async () => {
    const codes = await give(parts, db, user, 2);
    await use(codes[0]!);
    expect(await check(WRONG)).toMatchObject({ attemptsRemaining: 4 });
    for (let n = 0; n < 3; n += 1) for (const right of codes) expect(await check(right)).not.toHaveProperty('attemptsRemaining');
    expect((await setOf()).attempts).toHaveLength(1);
  });

  it('ask for a place for all ten before they are hashed', async () => {
    const small = testCodeHasher({ WORKER_MAX_THREADS: '1', WORKER_MAX_QUEUE: '1' });
    const { companion } = partsOn(db, small);
    const [place] = [companion.admit(), companion.admit()];
    await expect(companion.prepare(user)).rejects.toMatchObject({ code: 'service_unavailable' });
    await expect(companion.prepare(user, place)).resolves.toMatchObject({ sealed: null });
    await small.close();
  });

  it('are looked at five times of fifty that come at once', async () => {
    await give(parts, db, user);
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => check(WRONG)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('end when new ones are made, and of many sets made at once one counts', async () => {
    const [[old], accounts] = [await give(parts, db, user), new Accounts(db.database)];
    const regenerate = new RegenerateCodes(pool, parts.sets, accounts, trail as unknown as AuditTrail, db.database);
    const principal = { userId: user.id, via: 'session', user } as const;
    await expect(regenerate.regenerate(principal, testOrigin)).rejects.toMatchObject({ code: 'two_factor_off' });
    const stale = { ...principal, user: { ...user, twoFactorEnabled: true } };
    await expect(regenerate.regenerate(stale, testOrigin)).rejects.toMatchObject({ code: 'two_factor_off' });
    expect((await check(old!)).outcome).toBe('matched');
    await db.database.transaction((tx) => accounts.setTwoFactorEnabled(tx, user.id, true));
    const made = await Promise.all(Array.from({ length: 3 }, () => regenerate.regenerate(stale, testOrigin)));
    expect([(await rowsOf()).length, await parts.sets.countLeft(user.id)]).toEqual([10, 10]);
    const hashes = (await pool.hash(made.map(([code]) => code!), (await setOf()).salt)).map((hash) => hash.toString('hex'));
    const kept = (await rowsOf()).map(({ hash }) => hash.toString('hex'));
    expect(hashes.filter((hash) => kept.includes(hash))).toHaveLength(1);
    expect((await check(old!)).outcome).toBe('rejected');
    expect(trail.events.at(-1)).toMatchObject({ type: '2fa.backup_codes_regenerated', data: { remaining: 10 } });
  });

  it('are found by an index', async () => {
    expect(await scanningStatements(db.dataSource, Object.values(statements))).toEqual([]);
  });

  it('are cleared when nobody confirmed their setup', async () => {
    const [clear, counting] = [new AbandonedCodesCleanup(db.database), await kit.user()];
    await db.database.transaction((tx) => parts.companion.offered(user, tx));
    expect(await clear.run(100)).toBe(0);
    await give(parts, db, counting);
    await db.dataSource.query(`update backup_code_sets set created_at = now() - interval '61 minutes' where user_id in ($1, $2)`, [user.id, counting.id]);
    expect(await clear.run(100)).toBe(1);
    expect([await setOf(), (await setOf(counting.id)).remaining]).toEqual([undefined, 1]);
  });
});

describe('a backup code as people type it', () => {
  it.each(['ABCD0123EFGH', 'abcd-0123-efgh', ' abcd 0123\u00a0efgh ', 'ABCD–O1L3—EFGH'.replace('L', '2'), 'abcdOi23efgh'])('takes %p', async (code) => {
    expect(await validateInput(BackupCodeProofDto, { code })).toEqual({ code: 'ABCD0123EFGH' });
  });

  it.each(['ABCD0123EFG', 'ABCD0123EFGH0', 'ABCD0123EFGU', '', 123456789012, null, ['ABCD0123EFGH'], { length: 12 }])('refuses %p', async (code) => {
    await expect(validateInput(BackupCodeProofDto, { code })).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('goes by one of two names', async () => {
    const [tempToken, code] = ['tt', 'ABCD0123EFGH'];
    for (const body of [{ code }, { backupCode: code }]) await expect(validateInput(VerifyBackupCodeDto, { tempToken, ...body })).resolves.toBeDefined();
    for (const body of [{}, { code: null }, { backupCode: 'x' }, { code, trustDevice: true }]) {
      await expect(validateInput(VerifyBackupCodeDto, { tempToken, ...body })).rejects.toMatchObject({ code: 'validation_failed' });
    }
  });
});
