import { settingsFor } from '@countersign/config/testing';
import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings } from '@countersign/crypto/testing';
import { Database } from '@countersign/database';
import { QueueModule } from '@countersign/queue';
import { startTestProcess, type TestProcess } from '@countersign/queue/testing';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { newId, type Origin } from '@countersign/kernel';
import { recordingLogger } from '@countersign/observability/testing';
import { DataSource } from 'typeorm';
import { AuditModule } from './audit.module';
import { AuditReader } from './audit-reader';
import { AuditSettings } from './audit.settings';
import { AuditTrail } from './audit-trail';
import { Chain } from './seals/chain';
import { SealTrail } from './seals/seal-trail';
import { VerifyTrail } from './seals/verify-trail';

const origin: Origin = { requestId: 'r-1', ipAddress: '203.0.113.7', userAgent: 'spec\0agent' };

describe('the audit trail', () => {
  let test: ConnectedTestDatabase;
  let api: TestProcess;

  /** A role as production gives the application: not the owner, and INSERT and SELECT only on what is append-only. */
  const role = `application_${newId().slice(-12)}`;
  const appendOnly = 'audit_log, audit_seals, audit_checkpoints';
  async function asApplication(): Promise<string> {
    await test.dataSource.query(`create role ${role} login password '${role}'`);
    await test.dataSource.query(`grant select on all tables in schema public to ${role}`);
    await test.dataSource.query(`grant insert, update, delete on outbox to ${role}`);
    await test.dataSource.query(`grant insert on ${appendOnly} to ${role}`);
    const url = new URL(test.url);
    [url.username, url.password] = [role, role];
    return url.toString();
  }

  beforeAll(async () => {
    test = await connectTestDatabase();
    const environment = { DATABASE_URL: await asApplication(), REDIS_ENABLED: 'false' };
    api = await startTestProcess({ environment, imports: [AuditModule, QueueModule] });
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await api.app.close();
    await test.dataSource.query(`drop owned by ${role}`);
    await test.dataSource.query(`drop role ${role}`);
    await test.drop();
  });
  const trail = () => api.app.get(AuditTrail);
  const reader = () => api.app.get(AuditReader);
  const rowsOf = (userId: string) =>
    test.dataSource.query(
      `select a.*, o.job, a.tableoid::regclass::text as partition from audit_log a
       join outbox o on o.subject = a.id where user_id = $1 order by a.type`,
      [userId],
    );

  it('writes events and their messages with one statement', async () => {
    const userId = newId();
    const queries = jest.spyOn(Database.prototype, 'run');
    await trail().record(null, origin, [
      { type: 'spec.b', userId, sessionId: newId(), reason: 'because\0', data: { deviceName: 'x\0\ud800y' } },
      { type: 'spec.a', userId },
    ]);
    expect(queries).toHaveBeenCalledTimes(1);
    const rows = await rowsOf(userId);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ type: 'spec.a', session_id: null, reason: null, data: {}, job: 'audit.event.v1' });
    expect(rows[1]).toMatchObject({ request_id: 'r-1', ip_address: '203.0.113.7', reason: 'because\ufffd' });
    expect(rows[1]).toMatchObject({ user_agent: 'spec\ufffdagent', data: { deviceName: 'x\ufffd\ufffdy' } });
    expect(rows[1].partition).toMatch(/^audit_log_\d{4}_\d\d$/);
  });

  it('writes nothing when there is nothing, or when the change is rolled back', async () => {
    const userId = newId();
    const queries = jest.spyOn(Database.prototype, 'run');
    await trail().record(null, origin, []);
    expect(queries).not.toHaveBeenCalled();
    const broken = test.database.transaction(async (tx) => {
      await trail().record(tx, origin, { type: 'spec.a', userId });
      throw new TypeError('no');
    });
    await expect(broken).rejects.toThrow(TypeError);
    expect(await rowsOf(userId)).toEqual([]);
  });

  it.each(['audit_log', 'audit_log_default', 'its partition'])('refuses to change or remove what stands in %s', async (name) => {
    const userId = newId();
    await trail().record(null, origin, { type: 'spec.a', userId });
    await test.dataSource.query(
      `insert into audit_log (id, created_at, type, user_id, request_id) values ($1, '2001-01-01', 'spec.old', $1, 'x')
       on conflict do nothing`,
      ['018bcfe5-6800-7000-8000-000000000001'],
    );
    const [{ partition }] = await rowsOf(userId);
    const table = name === 'its partition' ? partition : name;
    const denied = { code: '42501', message: expect.stringContaining('is append-only') };
    await expect(test.dataSource.query(`update ${table} set type = 'x'`)).rejects.toMatchObject(denied);
    await expect(test.dataSource.query(`delete from ${table}`)).rejects.toMatchObject(denied);
    await expect(test.dataSource.query(`truncate ${table}`)).rejects.toMatchObject(denied);
  });

  describe('for the role of the application', () => {
    const asRole = () => api.app.get(DataSource);
    const denied = { code: '42501', message: expect.stringMatching(/^(permission denied for|must be owner of) (table|relation) audit_/) };

    it.each(appendOnly.split(', '))('cannot be changed, emptied or unguarded: %s', async (table) => {
      await trail().record(null, origin, { type: 'spec.a', userId: newId() });
      const [{ partition }] = await test.dataSource.query(`select inhrelid::regclass::text as partition from pg_inherits
        where inhparent = $1::regclass union all select $1::text limit 1`, [table]);
      for (const name of [table, partition as string]) {
        await expect(asRole().query(`update ${name} set ${table === 'audit_log' ? `type = 'x'` : 'position = 0'}`)).rejects.toMatchObject(denied);
        await expect(asRole().query(`delete from ${name}`)).rejects.toMatchObject(denied);
        await expect(asRole().query(`truncate ${name}`)).rejects.toMatchObject(denied);
        await expect(asRole().query(`alter table ${name} disable trigger all`)).rejects.toMatchObject(denied);
        await expect(asRole().query(`drop table ${name}`)).rejects.toMatchObject(denied);
      }
    });

    it('can be sealed and verified, and gets its months', async () => {
      const userId = newId();
      await trail().record(null, origin, { type: 'spec.a', userId });
      const database = api.app.get(Database);
      const chain = new Chain(new RingDigests(testCryptoSettings({})));
      const settings = settingsFor(AuditSettings, { AUDIT_KEEP_MONTHS: '3' });
      const sealing = new SealTrail(database, chain, settings, recordingLogger().logger);
      expect(await sealing.seal(100, 0)).toBeGreaterThan(0);
      expect(await sealing.dropOld(3)).toBe(0);
      expect(await new VerifyTrail(database, chain, settings).verify()).toMatchObject({ first: 1, fault: null });
      expect((await asRole().query('select audit_log_make_partitions(3) as made'))[0].made).toBe(0);
      await expect(asRole().query('select audit_log_drop_months(2)')).rejects.toMatchObject({ code: '42501' });
    });
  });

  it('has a partition for this month and the next three, and makes further ones without touching the old', async () => {
    const partitions = async () =>
      (await test.dataSource.query(`select 1 from pg_inherits where inhparent = 'audit_log'::regclass`)).length;
    expect(await partitions()).toBe(5);
    const make = async (months: number) => (await test.dataSource.query('select audit_log_make_partitions($1) as made', [months]))[0].made;
    expect(await make(3)).toBe(0);
    expect(await make(5)).toBe(2);
    await test.dataSource.query(
      `insert into audit_log (id, created_at, type, request_id) values ($1, now() + interval '7 months', 'spec.late', 'x')`,
      [newId()],
    );
    expect(await make(8)).toBe(2);
    expect(await partitions()).toBe(9);
  });

  describe('read by its user', () => {
    const userId = newId();
    beforeAll(async () => {
      await test.database.transaction(async (tx) => {
        const events = Array.from({ length: 25 }, (_, number) => ({ type: 'spec.many', userId, data: { number } }));
        await trail().record(tx, origin, events);
        await trail().record(tx, origin, { type: 'spec.other', userId: newId() });
      });
      await trail().record(null, origin, { type: 'spec.newest', userId, reason: 'true reason' });
    });

    it('comes in pages that miss and repeat nothing, though all were written in one instant', async () => {
      const ids: string[] = [];
      const sizes: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await reader().activity(userId, { limit: 10, cursor });
        ids.push(...page.events.map(({ id }) => id));
        sizes.push(page.events.length);
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(sizes).toEqual([10, 10, 6]);
      expect(new Set(ids).size).toBe(26);
    });

    it('shows the newest first, with where it came from', async () => {
      const { events, nextCursor } = await reader().activity(userId, { limit: 1 });
      const from = { requestId: 'r-1', ipAddress: '203.0.113.7', userAgent: 'spec\ufffdagent' };
      expect(events).toMatchObject([{ type: 'spec.newest', userId, sessionId: null, reason: 'true reason', origin: from }]);
      expect(events[0]!.occurredAt).toBeInstanceOf(Date);
      expect(nextCursor).toMatch(/^[\w-]+$/);
    });

    it.each(['x', '', 'bm9wZQ', Buffer.from(`99999999999999999.${newId()}`).toString('base64url'), Buffer.from('1.x').toString('base64url')])(
      'refuses the cursor "%s"',
      async (cursor) => {
        const reading = reader().activity(userId, { limit: 1, cursor });
        await expect(reading).rejects.toMatchObject({ code: 'validation_failed', extras: { errors: [expect.stringMatching(/^cursor: /)] } });
      },
    );
  });
});
