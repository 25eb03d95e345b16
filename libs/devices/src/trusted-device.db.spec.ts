import { Accounts } from '@countersign/accounts';
import { makeUser } from '@countersign/accounts/testing';
import type { AuditTrail } from '@countersign/audit';
import { settingsFor } from '@countersign/config/testing';
import { statement } from '@countersign/database';
import { connectTestDatabase, Rendezvous, scanningStatements, warmPool, type ConnectedTestDatabase } from '@countersign/database/testing';
import type { PolicyAnswer, PolicyRequest } from '@countersign/factors';
import { RecordingTrail, testOrigin } from '@countersign/factors/testing';
import { newId } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { DeviceTokens } from './device-tokens';
import { DevicesSettings } from './devices.settings';
import { TrustedDevicePolicy } from './trusted-device.policy';
import { TrustedDeviceRepository, type DeviceKey } from './trusted-device.repository';
import * as sql from './trusted-device.statements';
import { ExpiredDevicesCleanup } from './worker/expired-devices.cleanup';

const settings = settingsFor(DevicesSettings, { DEVICE_TOKEN_SECRET: 'device '.repeat(10) });
const tokens = new DeviceTokens(settings);
const AT_ONCE = 20;

const spendNaively = statement('spec_device_spend', 'update trusted_device_tokens set spent_at = now() where digest = $1');
const insertNaively = statement(
  'spec_device_insert',
  'insert into trusted_device_tokens (digest, device_id) select $2, device_id from trusted_device_tokens where digest = $1',
);

/** Looks whether the token is unspent, then spends it and adds a token of its own. */
class NaiveRotation extends TrustedDeviceRepository {
  private readonly rendezvous = new Rendezvous(AT_ONCE / 2);
  #count = 0;

  override async rotateOnce(tx: EntityManager, key: DeviceKey) {
    const row = await this.find(key, tx);
    await this.rendezvous.meet();
    await this.database.run(spendNaively, [key.digest], tx);
    await this.database.run(insertNaively, [key.digest, Buffer.from(`successor ${(this.#count += 1)}`)], tx);
    return row;
  }
}

/** Adds without waiting for its turn. */
class NaiveAddition extends TrustedDeviceRepository {
  protected override async lockUser(): Promise<void> {
    // Nobody waits.
  }
}

describe('a trusted device', () => {
  let db: ConnectedTestDatabase;
  let trail: RecordingTrail;
  let policy: TrustedDevicePolicy;
  let user: UserFacts;

  beforeAll(async () => {
    db = await connectTestDatabase();
    await warmPool(db.database);
  });
  afterAll(() => db?.drop());
  beforeEach(async () => {
    user = await makeUser(db.database);
    policy = policyWith(TrustedDeviceRepository);
  });

  const policyWith = (Repository: typeof TrustedDeviceRepository) => {
    trail = new RecordingTrail();
    return new TrustedDevicePolicy(new Repository(db.database, settings), tokens, trail as unknown as AuditTrail);
  };
  const query = (text: string) => db.dataSource.query(text, [user.id]);
  const request = (more: Partial<PolicyRequest> = {}): PolicyRequest => ({ headers: {}, cookies: {}, body: {}, origin: testOrigin, ...more });
  const withToken = (deviceToken: string) => request({ body: { deviceToken } });
  const trust = (more: Partial<PolicyRequest> = {}, factorRole: 'primary' | 'recovery' = 'primary', by = policy) => {
    const context = { user, sessionId: newId(), factorType: 'any', factorRole, request: request({ body: { trustDevice: true }, ...more }) };
    return db.database.transaction((tx) => by.answered(context, tx));
  };
  const trusted = async () => (await trust()).data as { deviceToken: string; deviceId: string };
  const excuse = async (shown: PolicyRequest, by = policy): Promise<PolicyAnswer | null> => {
    const found = await by.recognise(user.id, shown);
    return found && db.database.transaction((tx) => by.excuse(found, tx));
  };
  const passSinceSpent = (seconds: number) =>
    query(`update trusted_device_tokens set spent_at = spent_at - interval '${seconds} seconds'
      where device_id in (select id from trusted_devices where user_id = $1)`);
  const WAITING = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  const devices = async () => (await query('select * from trusted_devices where user_id = $1')) as { id: string }[];
  const tokenRows = async () =>
    (await query('select t.* from trusted_device_tokens t join trusted_devices d on d.id = t.device_id where d.user_id = $1')) as object[];

  it('is made after a right code, and kept as digest only', async () => {
    const { data, cookies } = await trust({ body: { trustDevice: true, deviceName: 'Laptop' } });
    expect(data).toEqual({ deviceToken: expect.stringMatching(/^dt_[\w-]{43}$/), deviceId: expect.any(String) });
    const [cookie] = cookies!;
    expect(cookie).toEqual({ name: expect.stringMatching(/^deviceToken_[0-9a-f]{8}$/), value: data!.deviceToken, path: '', maxAgeSeconds: 2_592_000 });
    expect(await devices()).toMatchObject([{ id: data!.deviceId, device_name: 'Laptop', trust_epoch: user.trustEpoch }]);
    expect(JSON.stringify([await devices(), await tokenRows()])).not.toContain((data!.deviceToken as string).slice(3));
    expect(trail.events).toMatchObject([{ type: 'device.trusted', userId: user.id, data: { deviceId: data!.deviceId } }]);
  });

  it('is not made unasked, nor by a recovery factor; without a cookie jar there is no cookie', async () => {
    expect(await trust({ body: {} })).toEqual({});
    expect(await trust({ body: { trustDevice: false } })).toEqual({});
    expect(await trust({}, 'recovery')).toEqual({});
    expect(await devices()).toEqual([]);
    expect((await trust({ headers: { 'x-token-delivery': 'body' } })).cookies).toEqual([]);
  });

  it('gets its successor the way the token came', async () => {
    const { data, cookies } = await trust();
    const { name, value } = cookies![0]!;
    const inCookie = (await excuse(request({ cookies: { [name]: value } })))!;
    const second = inCookie.cookies![0]!.value;
    expect(inCookie).toEqual({ deviceName: 'Unnamed device', cookies: [{ name, value: expect.stringMatching(/^dt_/), path: '', maxAgeSeconds: 2_592_000 }] });
    expect(second).not.toBe(data!.deviceToken);
    const inHeader = (await excuse(request({ headers: { 'x-device-token': second } })))!;
    const third = inHeader.data!.deviceToken as string;
    expect(inHeader).toEqual({ deviceName: 'Unnamed device', data: { deviceToken: expect.stringMatching(/^dt_/) } });
    expect(Object.keys((await excuse(withToken(third)))!).sort()).toEqual(['data', 'deviceName']);
    expect(await tokenRows()).toHaveLength(4);
  });

  it('gives the same successor for 10 seconds; later it ends, once, and that is recorded', async () => {
    const { deviceToken, deviceId } = await trusted();
    const first = await excuse(withToken(deviceToken));
    await passSinceSpent(9);
    expect(await excuse(withToken(deviceToken))).toEqual(first);
    await passSinceSpent(2);
    expect((await policy.recognise(user.id, withToken(deviceToken)))!.bucketKey).toBeNull();
    expect(await Promise.all([excuse(withToken(deviceToken)), excuse(withToken(deviceToken))])).toEqual([null, null]);
    expect(await devices()).toEqual([]);
    const suspected = trail.events.filter(({ type }) => type === 'device.theft_suspected');
    expect(suspected).toEqual([{ type: 'device.theft_suspected', userId: user.id, data: { deviceId } }]);
    expect(await excuse(withToken(first!.data!.deviceToken as string))).toBeNull();
  });

  it('is judged by when its token was shown, however long the log-in takes', async () => {
    const { deviceToken } = await trusted();
    const early = (await policy.recognise(user.id, withToken(deviceToken)))!;
    const first = await excuse(withToken(deviceToken));
    await passSinceSpent(60);
    expect(await db.database.transaction((tx) => policy.excuse(early, tx))).toEqual(first);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['its time is over', () => query('update trusted_devices set expires_at = now() where user_id = $1')],
    ['the trust was ended', () => db.database.transaction((tx) => new Accounts(db.database).endTrust(user.id, tx))],
    ['it was removed', () => query('delete from trusted_devices where user_id = $1')],
  ])('counts no more when %s, at the next log-in and for one that is half way', async (_what, end) => {
    const { deviceToken } = await trusted();
    const early = (await policy.recognise(user.id, withToken(deviceToken)))!;
    await end();
    expect(await db.database.transaction((tx) => policy.excuse(early, tx))).toBeNull();
    expect(await policy.recognise(user.id, withToken(deviceToken))).toBeNull();
    expect(await new TrustedDeviceRepository(db.database, settings).list(user.id, null)).toEqual([]);
  });

  it('is nobody else’s', async () => {
    const { deviceToken } = await trusted();
    const stranger = await makeUser(db.database);
    expect(await policy.recognise(stranger.id, withToken(deviceToken))).toBeNull();
    const { name, value } = (await trust()).cookies![0]!;
    expect(await policy.recognise(stranger.id, request({ cookies: { [name]: value } }))).toBeNull();
    expect(await policy.recognise(user.id, withToken(tokens.issue().token))).toBeNull();
    expect(await devices()).toHaveLength(2);
  });

  it('is one of ten at most: the oldest goes, and so does what counts no more', async () => {
    const ids: string[] = [];
    while (ids.length < 11) ids.push((await trusted()).deviceId);
    expect((await devices()).map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
    expect(trail.events).toContainEqual(expect.objectContaining({ type: 'device.revoked', data: { revokedCount: 1 } }));
    await query(`update trusted_devices set trust_epoch = trust_epoch - 1 where user_id = $1`);
    await trusted();
    expect(await devices()).toHaveLength(1);
  });

  it('that excuses a log-in waits for another log-in that removes it, and not in a circle', async () => {
    const { deviceToken } = await trusted();
    const found = (await policy.recognise(user.id, withToken(deviceToken)))!;
    const holdUser = (tx: EntityManager) => tx.query('select id from users where id = $1 for no key update', [user.id]);
    let excused: Promise<PolicyAnswer | null> | undefined;
    await db.database.transaction(async (tx) => {
      await holdUser(tx);
      excused = db.database.transaction(async (other) => {
        const answer = await policy.excuse(found, other);
        await holdUser(other);
        return answer;
      });
      while ((await db.dataSource.query(WAITING)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await tx.query('delete from trusted_devices where user_id = $1', [user.id]);
    });
    expect(await excused).toBeNull();
  });

  it('goes with its tokens when its time is over', async () => {
    await trusted();
    const cleanup = new ExpiredDevicesCleanup(db.database);
    await cleanup.run(100);
    expect(await devices()).toHaveLength(1);
    await query(`update trusted_devices set expires_at = now() - interval '1 s' where user_id = $1`);
    expect(await cleanup.run(100)).toBeGreaterThan(0);
    expect([await devices(), await tokenRows()]).toEqual([[], []]);
  });

  it('is found without reading a whole table', async () => {
    const statements = Object.values(sql).filter((one) => one !== sql.lockUser);
    expect(await scanningStatements(db.dataSource, statements)).toEqual([]);
  });

  const rotateAtOnce = async (Repository: typeof TrustedDeviceRepository) => {
    const { deviceToken } = await trusted();
    const by = policyWith(Repository);
    await Promise.all(Array.from({ length: AT_ONCE / 2 }, () => excuse(withToken(deviceToken), by)));
    return (await tokenRows()).length;
  };
  const addAtOnce = async (Repository: typeof TrustedDeviceRepository) => {
    for (let count = 0; count < 9; count += 1) await trusted();
    const by = policyWith(Repository);
    await Promise.all(Array.from({ length: AT_ONCE / 2 }, () => trust({}, 'primary', by)));
    return (await devices()).length;
  };

  it('has one successor of its token, and is one of ten, however many ask at once', async () => {
    expect(await rotateAtOnce(TrustedDeviceRepository)).toBe(2);
    user = await makeUser(db.database);
    expect(await addAtOnce(TrustedDeviceRepository)).toBe(10);
  });

  it('is told from the naive forms by that', async () => {
    expect(await rotateAtOnce(NaiveRotation)).toBe(1 + AT_ONCE / 2);
    user = await makeUser(db.database);
    expect(await addAtOnce(NaiveAddition)).toBeGreaterThan(10);
  });
});
