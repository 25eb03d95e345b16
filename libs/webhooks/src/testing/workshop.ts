import { makeUser } from '@countersign/accounts/testing';
import { AuditModule, AuditTrail } from '@countersign/audit';
import { AuditWorkerModule } from '@countersign/audit/worker';
import { CryptoModule } from '@countersign/crypto';
import { cryptoVariables } from '@countersign/crypto/testing';
import { Database } from '@countersign/database';
import { connectTestDatabase } from '@countersign/database/testing';
import { defineEvents } from '@countersign/kernel';
import { startNameServer } from '@countersign/outbound/testing';
import { drainOutbox, startTestProcess } from '@countersign/queue/testing';
import { QueueWorkerModule } from '@countersign/queue/worker';
import type { Principal, UserFacts } from '@countersign/web';
import { Webhooks } from '../webhooks';
import { WebhooksWorkerModule } from '../worker/webhooks-worker.module';
import { startReceiver, type Receiver } from './receiver';

const secrets = ['JWT_ACCESS_SECRET', 'JWT_REFRESH_SECRET', 'TEMP_TOKEN_SECRET'];
const modules = [CryptoModule, QueueWorkerModule, AuditModule, AuditWorkerModule, WebhooksWorkerModule];
const LIMIT_MILLISECONDS = 15_000;

export const origin = { requestId: 'r', ipAddress: '203.0.113.7', userAgent: 'spec' };
defineEvents('spec', { 'spec.seen': { title: 'Seen', data: { number: 'which' } }, 'spec.other': { title: 'Other' } });

export type Workshop = Awaited<ReturnType<typeof openWorkshop>>;

/** The worker as it is put together, without Redis, on a database and receivers of its own. Time passes by moving timestamps. */
export async function openWorkshop(settings: Readonly<Record<string, string>> = {}) {
  const [base, names] = await Promise.all([connectTestDatabase(), startNameServer('127.0.0.1')]);
  const given = Object.fromEntries(secrets.map((name) => [name, name.padEnd(64, '-')]));
  const own = { WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_TIMEOUT_SECONDS: '1', WEBHOOK_MAX_PER_USER: '3', OUTBOUND_DNS_SERVERS: names.address, ...settings };
  const environment = { ...given, ...cryptoVariables, ...own, DATABASE_URL: base.url, REDIS_ENABLED: 'false' };
  const { app } = await startTestProcess({ environment, imports: modules });
  let receivers: Receiver[] = [];

  const get = <Instance>(type: new (...args: never[]) => Instance) => app.get<Instance>(type, { strict: false });
  const query = (text: string, values: readonly unknown[] = []) => base.dataSource.query(text, [...values]);
  const asked = (user: UserFacts) => ({ principal: { userId: user.id, via: 'session', user } as Principal, origin });
  return {
    ...{ base, names, get, query, asked },
    person: async (role: 'user' | 'admin' = 'user') => {
      const user = await makeUser(get(Database));
      if (role === 'admin') await query(`update users set role = 'admin' where id = $1`, [user.id]);
      return { ...user, role };
    },
    receiver: async () => {
      const one = await startReceiver();
      receivers.push(one);
      return one;
    },
    subscribe: (user: UserFacts, { url }: Pick<Receiver, 'url'>, events = ['spec.seen']) => get(Webhooks).create({ url, events }, asked(user)),
    happen: (userId: string | null, number = 1, type = 'spec.seen') => get(AuditTrail).record(null, origin, { type, userId, data: { number } }),
    /** Runs what is due until the condition holds; the relay of the worker runs messages beside us, each second. */
    settled: (isDone: () => boolean | Promise<boolean>) => until(isDone, () => drainOutbox(app)),
    /** Leaves it to the relay. */
    until: (isDone: () => boolean | Promise<boolean>) => until(isDone),
    /** Whatever waits for its time is due. */
    passTime: async () => {
      await query('update outbox set run_at = now() where run_at > now()');
      await query('update webhooks set resume_at = now() where resume_at > now()');
    },
    deliveries: (state?: string) => query('select * from webhook_deliveries where $1::text is null or state = $1 order by event_id', [state ?? null]),
    quiet: async () => (await query(`select 1 from outbox where run_at <= now() and (job like 'webhooks.%' or job = 'audit.event.v1')`)).length === 0,
    clear: async () => {
      names.answer = '127.0.0.1';
      await Promise.all(receivers.map((receiver) => receiver.close()));
      receivers = [];
      await query('truncate webhooks, webhook_deliveries, outbox');
    },
    close: async () => {
      await Promise.all(receivers.map((receiver) => receiver.close()));
      await app.close();
      await names.close();
      await base.drop();
    },
  };
}

async function until(isDone: () => boolean | Promise<boolean>, beforeEachLook?: () => Promise<unknown>): Promise<void> {
  for (const end = performance.now() + LIMIT_MILLISECONDS; performance.now() < end; ) {
    await beforeEachLook?.();
    if (await isDone()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It did not come to rest');
}
