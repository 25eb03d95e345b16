import { settingsFor } from '@countersign/config/testing';
import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings } from '@countersign/crypto/testing';
import { connectTestDatabase, scanningStatements, type ConnectedTestDatabase } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import { recordingLogger } from '@countersign/observability/testing';
import { AuditSettings } from '../audit.settings';
import { Chain, checkpointFrom } from './chain';
import { SealTrail } from './seal-trail';
import * as statements from './seal.statements';
import { VerifyTrail } from './verify-trail';

const EVENTS = 7;

describe('the chain over the trail', () => {
  let test: ConnectedTestDatabase;
  const { logger, lines } = recordingLogger();
  const chainUnder = (variables: Record<string, string> = {}) => new Chain(new RingDigests(testCryptoSettings(variables)));
  const settings = (keepMonths?: number) => settingsFor(AuditSettings, keepMonths ? { AUDIT_KEEP_MONTHS: String(keepMonths) } : {});
  const sealing = (keepMonths?: number, chain = chainUnder()) => new SealTrail(test.database, chain, settings(keepMonths), logger);
  const verifying = (keepMonths?: number, chain = chainUnder()) => new VerifyTrail(test.database, chain, settings(keepMonths));
  const query = (text: string, values: readonly unknown[] = []) => test.dataSource.query(text, [...values]);
  /** As somebody may who owns the database: triggers keep nobody like that from anything. */
  const tamper = async (...texts: readonly string[]) => {
    const runner = test.dataSource.createQueryRunner();
    await runner.query('set session_replication_role = replica');
    for (const text of texts) await runner.query(text);
    await runner.query('reset session_replication_role');
    await runner.release();
  };
  const happen = async (count: number, ago = '2 minutes') => {
    const ids = Array.from({ length: count }, () => newId());
    for (const [at, id] of ids.entries()) {
      const data = JSON.stringify({ number: at });
      await query(
        `insert into audit_log (id, created_at, type, user_id, request_id, reason, data) values ($1, now() - $2::interval, 'spec.sealed', $1, 'r', 'why', $3)`,
        [id, ago, data],
      );
    }
    return ids;
  };
  const sealAll = async () => {
    while ((await sealing().seal(3)) >= 3);
  };

  beforeEach(async () => {
    test = await connectTestDatabase();
  });
  afterEach(() => test.drop());

  it('holds, and leaves out what has just happened', async () => {
    await happen(EVENTS);
    await happen(2, '5 seconds');
    await sealAll();
    expect(await verifying().verify()).toEqual({ first: 1, last: EVENTS, unsealed: 2, fault: null });
    await happen(3, '90 seconds');
    await sealAll();
    expect(await verifying().verify()).toMatchObject({ last: EVENTS + 3, fault: null });
    const all = Object.values(statements).filter((one) => typeof one === 'object');
    expect(await scanningStatements(test.dataSource, all)).toEqual([]);
  });

  it('waits for a transaction that can still add to what it would seal', async () => {
    const slow = test.dataSource.createQueryRunner();
    await slow.startTransaction();
    await slow.query(`insert into audit_log (id, type, request_id) values ($1, 'spec.slow', 'r')`, [newId()]);
    await happen(1, '0 seconds');
    expect(await sealing().seal(10, 0)).toBe(0);
    await slow.commitTransaction();
    await slow.release();
    expect(await sealing().seal(10, 0)).toBe(2);
  });

  it('is made by one of ten workers at once', async () => {
    await happen(EVENTS);
    const sealed = await Promise.all(Array.from({ length: 10 }, () => sealing().seal(100)));
    expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(EVENTS);
    expect(await verifying().verify()).toMatchObject({ last: EVENTS, fault: null });
  });

  it('names the first event that was changed, removed or put in', async () => {
    const ids = await happen(EVENTS);
    await sealAll();
    const order = await query('select event_id from audit_seals order by position');
    const [third, fifth] = [order[2].event_id as string, order[4].event_id as string];
    expect(ids).toEqual(expect.arrayContaining([third, fifth]));
    await tamper(`update audit_log set data = '{"number":99}' where id in ('${third}', '${fifth}')`);
    expect((await verifying().verify()).fault).toMatch(new RegExp(`^Event ${third} of .* \\(position 3\\) is not what was sealed\\.$`));
    await tamper(`delete from audit_log where id = '${third}'`);
    expect((await verifying().verify()).fault).toMatch(new RegExp(`^Event ${third} of .* \\(position 3\\) is gone\\.$`));
  });

  it('names an event that was put in between, and seals that were taken out', async () => {
    await happen(EVENTS);
    await sealAll();
    const [stray] = await happen(1, '10 minutes');
    expect((await verifying().verify()).fault).toMatch(new RegExp(`^Event ${stray} of .* was put in after`));
    await tamper(
      `delete from audit_log where id = '${stray}'`,
      'delete from audit_log where id in (select event_id from audit_seals where position in (4, 5))',
      'delete from audit_seals where position in (4, 5)',
    );
    expect((await verifying().verify()).fault).toBe('The seals between position 3 and 6 are missing.');
  });

  it('shows that the end was cut off: by its checkpoint, and by one that was kept elsewhere', async () => {
    await happen(EVENTS);
    await sealAll();
    const kept = checkpointFrom(String(lines.findLast(({ checkpoint }) => checkpoint)?.checkpoint))!;
    expect((await verifying().verify(kept)).fault).toBeNull();
    await tamper('delete from audit_log where id in (select event_id from audit_seals where position > 5)', 'delete from audit_seals where position > 5');
    expect((await verifying().verify()).fault).toBe('The end is cut off: position 7 was signed, and the seals end at 5.');
    await tamper('delete from audit_checkpoints');
    expect((await verifying().verify()).fault).toBe('The seals end at position 5, and no checkpoint covers those after 0.');
    await tamper('delete from audit_log', 'delete from audit_seals');
    expect((await verifying().verify()).fault).toBeNull();
    expect((await verifying().verify(kept)).fault).toBe('The end is cut off: position 7 was signed, and the seals end at 0.');
    expect((await verifying().verify({ ...kept, position: 8 })).fault).toMatch(/^The given checkpoint was not signed/);
  });

  it('shows that it was computed anew by somebody without the key', async () => {
    await happen(EVENTS);
    await sealAll();
    const stranger = chainUnder({ ENCRYPTION_KEYS: `other:${Buffer.alloc(32, 9).toString('base64')}` });
    await tamper(`update audit_log set reason = 'another'`, 'delete from audit_seals', 'delete from audit_checkpoints');
    while ((await sealing(undefined, stranger).seal(100)) > 0);
    expect((await verifying(undefined, stranger).verify()).fault).toBeNull();
    expect((await verifying().verify()).fault).toMatch(/\(position 1\) is not what was sealed/);
  });

  it.each([
    ['the last seals are gone', ['delete from audit_seals where position > 5'], 'The seals end at position 5, and position 7 was signed last.'],
    ['all seals are gone', ['delete from audit_seals'], 'Position 7 was signed, and there are no seals.'],
    ['a checkpoint is missing', ['delete from audit_checkpoints where position = 7'], 'The seals end at position 7, and position 6 was signed last.'],
    ['no checkpoint is left', ['delete from audit_checkpoints'], 'There are seals and no checkpoint.'],
    [
      'a checkpoint was forged',
      [`update audit_checkpoints set hash = decode(repeat('00', 32), 'hex') where position = 7`],
      'The checkpoint at position 7 was not signed under ENCRYPTION_KEYS.',
    ],
  ])('goes no further when %s, and says so', async (_case, texts, reason) => {
    await happen(EVENTS);
    await sealAll();
    await tamper(...texts);
    await happen(2, '90 seconds');
    expect(await sealing().seal(100)).toBe(0);
    expect(lines.at(-1)).toMatchObject({ reason, msg: expect.stringContaining('npm run audit -- verify') });
    expect((await verifying().verify()).fault).not.toBeNull();
  });

  it('goes on under a new key, while the old one vouches for what it sealed', async () => {
    const keys = ['new', 'old'].map((name, at) => `${name}:${Buffer.alloc(32, at + 3).toString('base64')}`);
    const [both, old] = [chainUnder({ ENCRYPTION_KEYS: keys.join(',') }), chainUnder({ ENCRYPTION_KEYS: keys[1]! })];
    await happen(EVENTS);
    await sealing(undefined, old).seal(100);
    await happen(2, '90 seconds');
    expect(await sealing(undefined, both).seal(100)).toBe(2);
    expect(await verifying(undefined, both).verify()).toMatchObject({ last: EVENTS + 2, fault: null });
    expect((await verifying(undefined, old).verify()).fault).toMatch(/position 8/);
  });

  describe('and the retention', () => {
    const month = async (name: string, from: string, to: string) => {
      for (const table of ['audit_log', 'audit_seals']) {
        await query(`create table ${table}_${name} partition of ${table} for values from ('${from}T00:00:00Z') to ('${to}T00:00:00Z')`);
      }
    };

    const put = (time: string) =>
      query(`insert into audit_log (id, created_at, type, request_id) values ($1, $2, 'spec.old', 'r')`, [newId(), `${time}T00:00:00Z`]);

    it('refuse to drop what is younger than three months, whoever asks', async () => {
      for (const months of [2, 0, -1, null]) {
        await expect(query('select audit_log_drop_months($1)', [months])).rejects.toMatchObject({ code: '42501' });
      }
      expect(() => settingsFor(AuditSettings, { AUDIT_KEEP_MONTHS: '2' })).toThrow('AUDIT_KEEP_MONTHS');
    });

    it('drop whole months that are sealed, and leave a chain that holds', async () => {
      await month('2020_01', '2020-01-01', '2020-02-01');
      await month('2020_02', '2020-02-01', '2020-03-01');
      for (const time of ['2020-01-05', '2020-01-20', '2020-02-07']) await put(time);
      expect(await sealing().dropOld(12)).toBe(0);
      await happen(EVENTS);
      await sealAll();
      expect(await verifying().verify()).toMatchObject({ first: 1, last: EVENTS + 3, fault: null });
      expect(await sealing().dropOld(12)).toBe(2);
      expect(await query('select count(*)::int as count from audit_log')).toEqual([{ count: EVENTS }]);
      expect(await verifying(12).verify()).toEqual({ first: 4, last: EVENTS + 3, unsealed: 0, fault: null });
      expect((await verifying().verify()).fault).toMatch(/^The trail begins at position 4 .* AUDIT_KEEP_MONTHS did not drop it \(if that was a smaller number once: verify with that\)\.$/);
    });

    it('keep a month of which an event was not sealed, and one that is not what was sealed', async () => {
      await month('2020_01', '2020-01-01', '2020-02-01');
      await put('2020-01-05');
      await put('2020-01-20');
      await happen(1);
      await sealing().seal(100);
      await put('2020-01-07');
      expect(await sealing().dropOld(12)).toBe(0);
      await tamper(`delete from audit_log where created_at = '2020-01-07T00:00:00Z'`, `update audit_log set reason = 'another' where created_at = '2020-01-05T00:00:00Z'`);
      expect(await sealing().dropOld(12)).toBe(0);
      expect(lines.at(-1)).toMatchObject({ reason: expect.stringContaining('(position 1) is not what was sealed') });
      await tamper(`update audit_log set reason = null where created_at = '2020-01-05T00:00:00Z'`);
      expect(await sealing().dropOld(12)).toBe(1);
    });

    it.each(['2020-01-09', '2019-12-09'])('drop no month over an older one with a stray event of %s, nor leave a hole', async (stray) => {
      await month('2020_01', '2020-01-01', '2020-02-01');
      await month('2020_02', '2020-02-01', '2020-03-01');
      for (const time of ['2020-01-05', '2020-01-20', '2020-02-07']) await put(time);
      await happen(EVENTS);
      await sealAll();
      await put(stray);
      expect(await sealing().dropOld(12)).toBe(0);
      expect(lines.slice(-2)).toContainEqual(expect.objectContaining({ level: 'warn', msg: expect.stringContaining('is not dropped') }));
      expect((await verifying(12).verify()).fault).toMatch(/was put in after the events around it were sealed/);
      await tamper(`delete from audit_log where id not in (select event_id from audit_seals)`);
      await month('2020_03', '2020-03-01', '2020-04-01');
      expect(await sealing().dropOld(12)).toBe(3);
      expect(await verifying(12).verify()).toMatchObject({ first: 4, fault: null });
      await put('2019-12-01');
      expect((await verifying(12).verify()).fault).toMatch(/was put in after/);
    });

    it('leave a chain that goes on when everything was dropped', async () => {
      await month('2020_01', '2020-01-01', '2020-02-01');
      await query(`insert into audit_log (id, created_at, type, request_id) values ($1, '2020-01-05T00:00:00Z', 'spec.old', 'r')`, [newId()]);
      await happen(1);
      await sealing().seal(100);
      await tamper(`delete from audit_log where created_at > '2021-01-01'`, 'delete from audit_seals where position > 1', 'delete from audit_checkpoints where position > 1');
      const [{ hash, event_at: eventAt }] = await query('select hash, event_at from audit_seals');
      const end = { position: 1, hash: hash as Buffer, eventAt: eventAt as Date };
      await query('insert into audit_checkpoints (position, event_at, hash, signature) values (1, $1, $2, $3)', [end.eventAt, end.hash, chainUnder().sign(end)]);
      await query('drop table audit_seals_2020_01, audit_log_2020_01');
      await happen(2);
      expect(await sealing().seal(100)).toBe(0);
      expect(await sealing(12).seal(100)).toBe(2);
      expect(await verifying(12).verify()).toMatchObject({ first: 2, last: 3, fault: null });
    });

    it('is no excuse for a beginning that was cut off', async () => {
      await happen(EVENTS);
      await sealing().seal(3);
      await sealAll();
      await tamper('delete from audit_log where id in (select event_id from audit_seals where position <= 3)', 'delete from audit_seals where position <= 3');
      expect((await verifying(3).verify()).fault).toMatch(/^The trail begins at position 4/);
    });
  });
});
