import { warmPool } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import type { NewDelivery } from '../messages/messages';
import { startMailServer, type MailServer } from '../testing/mail-server';
import { startTestDelivery, type TestDelivery } from '../testing/test-delivery';

const signal = new AbortController().signal;
const first = { isLast: false, signal };
const last = { isLast: true, signal };

const mail = (more: Partial<NewDelivery> = {}): NewDelivery => ({
  ...{ userId: newId(), channel: 'email', to: 'user@example.org', subject: 'Subject', text: 'Marked text', purpose: 'security' },
  ...more,
});

async function rowsOf({ dataSource }: TestDelivery) {
  return dataSource.query<Record<string, unknown>[]>('select * from messages order by created_at, id');
}

async function queue({ database, messages }: TestDelivery, more: Partial<NewDelivery> = {}): Promise<string> {
  return (await database.transaction((tx) => messages.queue(tx, mail(more)))).id;
}

describe('delivery over SMTP', () => {
  let server: MailServer;
  let test: TestDelivery;

  beforeAll(async () => {
    server = await startMailServer();
    test = await startTestDelivery({ EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(server.port), EMAIL_FROM: 'no-reply@example.com' });
  });
  afterAll(async () => {
    await test?.drop();
    await server?.close();
  });
  beforeEach(async () => {
    server.script({});
    server.mails.length = 0;
    await test.dataSource.query('truncate messages; delete from outbox');
  });

  it('queues the row and its job together, sealed, in the queue of its purpose', async () => {
    const id = await queue(test, { purpose: 'code' });
    const jobs = await test.dataSource.query<unknown[]>('select job, queue, subject from outbox');
    expect(jobs).toEqual([{ job: 'delivery.code.v1', queue: 'codes', subject: id }]);
    const [row] = await rowsOf(test);
    expect(row).toMatchObject({ id, state: 'queued', attempts: 0 });
    expect(JSON.stringify(row)).not.toMatch(/Marked|example\.org/);
  });

  it('leaves nothing behind when the caller rolls back', async () => {
    const work = test.database.transaction(async (tx) => {
      await test.messages.queue(tx, mail());
      throw new TypeError('no');
    });
    await expect(work).rejects.toThrow(TypeError);
    expect([await rowsOf(test), await test.dataSource.query('select * from outbox')]).toEqual([[], []]);
  });

  it('sends, keeps the receipt and removes the body', async () => {
    const id = await queue(test);
    await test.deliver.deliver(id, first);
    const [row] = await rowsOf(test);
    const receipt = { provider: 'smtp', provider_message_id: `<${id}@example.com>`, sent_at: expect.any(Date) };
    expect(row).toMatchObject({ state: 'sent', body_sealed: null, attempts: 1, ...receipt });
    await test.deliver.deliver(id, first);
    expect(server.mails).toHaveLength(1);
  });

  it('does not send again what the database could not write down at first', async () => {
    const fails = `create sequence tries; create function fail_once() returns trigger language plpgsql as
      $$ begin if nextval('tries') = 1 then raise exception 'not now' using errcode = '53300'; end if; return new; end $$`;
    await test.dataSource.query(fails);
    await test.dataSource.query(`create trigger fail_once before update on messages for each row when (new.state = 'sent') execute function fail_once()`);
    const id = await queue(test);
    await test.deliver.deliver(id, last);
    expect([server.mails.length, await rowsOf(test)]).toMatchObject([1, [{ state: 'sent', attempts: 1 }]]);
    expect(test.lines.at(-1)).toMatchObject({ level: 'warn', messageId: id });
    await test.dataSource.query('drop trigger fail_once on messages');
  });

  it('puts a message back that was put off, and sends it under the same Message-ID', async () => {
    server.script({ recipient: [451], dropAfterData: 1 });
    const id = await queue(test);
    await expect(test.deliver.deliver(id, first)).rejects.toMatchObject({ name: 'ChannelFailure' });
    expect(await rowsOf(test)).toMatchObject([{ state: 'queued', last_error: 'smtp EENVELOPE 451 at RCPT TO' }]);
    await expect(test.deliver.deliver(id, first)).rejects.toMatchObject({ name: 'ChannelFailure' });
    await test.deliver.deliver(id, last);
    expect(await rowsOf(test)).toMatchObject([{ state: 'sent', attempts: 3, last_error: null }]);
    expect(new Set(server.mails.map(({ messageId }) => messageId))).toEqual(new Set([`<${id}@example.com>`]));
  });

  it('ends a refused message at once, and one that failed for the last time', async () => {
    server.script({ recipient: [550, 451] });
    const [refused, tired] = [await queue(test), await queue(test)];
    await expect(test.deliver.deliver(refused, first)).rejects.toMatchObject({ name: 'Permanent' });
    await expect(test.deliver.deliver(tired, last)).rejects.toMatchObject({ name: 'ChannelFailure' });
    expect(await rowsOf(test)).toMatchObject([
      { state: 'failed', body_sealed: null, last_error: 'smtp EENVELOPE 550 at RCPT TO' },
      { state: 'failed', body_sealed: null },
    ]);
    expect(JSON.stringify([await rowsOf(test), test.lines])).not.toContain('example.org');
  });

  it('puts back a message whose seal does not open, and tells where, not what', async () => {
    const id = await queue(test);
    await test.dataSource.query('update messages set user_id = $1', [newId()]);
    await expect(test.deliver.deliver(id, first)).rejects.toMatchObject({ reason: expect.stringMatching(/^unforeseen SealingFault at /) });
    expect(await rowsOf(test)).toMatchObject([{ state: 'queued', attempts: 1 }]);
  });

  it('leaves the row alone when its run was broken off', async () => {
    const id = await queue(test);
    await expect(test.deliver.deliver(id, { isLast: true, signal: AbortSignal.abort() })).rejects.toThrow('broken off');
    expect(await rowsOf(test)).toMatchObject([{ state: 'sending', last_error: null }]);
    expect(server.mails).toEqual([]);
  });

  it('never sends an expired message, and says so', async () => {
    const id = await queue(test, { purpose: 'code', notAfter: new Date(0) });
    await test.deliver.deliver(id, first);
    expect([server.mails.length, await rowsOf(test)]).toMatchObject([0, [{ state: 'expired', body_sealed: null }]]);
  });

  it('takes up what a killed worker left in the middle', async () => {
    const id = await queue(test);
    await test.attempts.start(id);
    await test.deliver.deliver(id, first);
    expect(await rowsOf(test)).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('begins and ends many at once, each for itself', async () => {
    await warmPool(test.database);
    const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => queue(test, { to: `user${index}@example.org` })));
    await Promise.all(ids.map((id) => test.deliver.deliver(id, first)));
    const rows = await rowsOf(test);
    expect(rows.map(({ state, attempts }) => [state, attempts])).toEqual(ids.map(() => ['sent', 1]));
    expect(new Set(rows.map(({ provider_message_id: named }) => named)).size).toBe(ids.length);
  });

  it('lets an attempt that was overtaken say nothing any more', async () => {
    const id = await queue(test);
    const overtaken = await test.attempts.start(id);
    await test.attempts.start(id);
    await test.outcomes.fail(overtaken!, { reason: 'too late', isUndeliverable: false });
    expect(await rowsOf(test)).toMatchObject([{ state: 'sending', attempts: 2 }]);
  });

  it('makes one message of one dedupe key, also for twenty at once', async () => {
    await warmPool(test.database);
    const once = () => queue(test, { dedupeKey: 'notice:1' });
    const ids = await Promise.all(Array.from({ length: 20 }, once));
    expect([new Set(ids).size, (await rowsOf(test)).length]).toEqual([1, 1]);
    expect(await test.dataSource.query('select count(*)::int as jobs from outbox')).toEqual([{ jobs: 1 }]);
  });

  it('ends leftovers after two days, what was put off until tomorrow not, and deletes rows after 30 days, in batches', async () => {
    const [stale, old, putOff, young] = [await queue(test), await queue(test), await queue(test), await queue(test)];
    await test.dataSource.query(`update messages set created_at = now() - interval '49 hours' where id = $1`, [stale]);
    await test.dataSource.query(`update messages set created_at = now() - interval '30 hours' where id = $1`, [putOff]);
    await test.dataSource.query(`update messages set created_at = now() - interval '31 days', state = 'sent' where id = $1`, [old]);
    expect([await test.repository.settleLeftovers(10), await test.repository.deleteOld(10)]).toEqual([1, 1]);
    const left = await rowsOf(test);
    expect(left.map(({ id, state }) => [id, state])).toEqual([[stale, 'failed'], [putOff, 'queued'], [young, 'queued']]);
  });
});

describe('delivery without a transport', () => {
  it('records the message as not sent, a notice too, and tries it no more', async () => {
    const test = await startTestDelivery({ NODE_ENV: 'production' });
    for (const purpose of ['code', 'notice'] as const) await test.deliver.deliver(await queue(test, { purpose }), first);
    const notSent = { state: 'failed', last_error: 'no transport', body_sealed: null, provider: null };
    expect(await rowsOf(test)).toMatchObject([{ ...notSent, purpose: 'code' }, { ...notSent, purpose: 'notice' }]);
    await test.drop();
  });
});
