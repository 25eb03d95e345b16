import { CryptoModule } from '@countersign/crypto';
import { cryptoVariables } from '@countersign/crypto/testing';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { newId } from '@countersign/kernel';
import { drainOutbox, startTestProcess, type TestProcess } from '@countersign/queue/testing';
import { QueueWorkerModule } from '@countersign/queue/worker';
import { AuditTrail } from '../audit-trail';
import type { RecordedEvent } from '../recorded-event';
import { AuditWorkerModule } from './audit-worker.module';
import { OnSecurityEvent, type SecurityEventListener } from './security-event-listener';

const heard: RecordedEvent[] = [];
let isBroken = false;

@OnSecurityEvent()
class Sound implements SecurityEventListener {
  readonly name = 'sound';
  handles = (type: string) => type !== 'spec.ignored';
  on = async (event: RecordedEvent) => void heard.push(event);
}

@OnSecurityEvent()
class Fragile implements SecurityEventListener {
  readonly name = 'fragile';
  handles = () => true;
  on = async () => {
    if (isBroken) throw new TypeError('out of order');
  };
}

@OnSecurityEvent()
class Namesake extends Fragile {}

describe('security events in the worker', () => {
  let test: ConnectedTestDatabase;
  let worker: TestProcess;
  const parts = () => ({ environment: { ...cryptoVariables, DATABASE_URL: test.url, REDIS_ENABLED: 'false' }, imports: [CryptoModule, QueueWorkerModule, AuditWorkerModule] });

  beforeAll(async () => {
    test = await connectTestDatabase();
    worker = await startTestProcess({ ...parts(), providers: [Sound, Fragile] });
  });
  beforeEach(() => {
    heard.length = 0;
    isBroken = false;
  });
  afterAll(async () => {
    await worker.app.close();
    await test.drop();
  });
  const record = (type: string, userId: string | null = newId()) =>
    worker.app.get(AuditTrail, { strict: false }).record(null, { requestId: 'r', ipAddress: null, userAgent: null }, { type, userId });
  /** The relay of the worker may be the one that runs it; its sweep comes each second. */
  const until = async (isDone: () => boolean | Promise<boolean>) => {
    for (let waited = 0; waited < 3_000 && !(await isDone()); waited += 20) {
      await drainOutbox(worker.app);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const messages = () => test.dataSource.query('select * from outbox');

  it('reach the listeners that handle them', async () => {
    const userId = newId();
    await record('spec.heard', userId);
    await record('spec.ignored', userId);
    await until(async () => (await messages()).length === 0);
    expect(heard).toMatchObject([{ type: 'spec.heard', userId, occurredAt: expect.any(Date), origin: { requestId: 'r' } }]);
  });

  it('come again when a listener failed, which keeps no other from hearing', async () => {
    isBroken = true;
    await record('spec.heard');
    await until(async () => (await messages())[0]?.last_error);
    expect((await messages())[0]).toMatchObject({ attempts: 1, last_error: 'ListenerFailure: fragile: out of order' });
    expect(heard).toHaveLength(1);
    isBroken = false;
    await test.dataSource.query('update outbox set run_at = now()');
    await until(async () => (await messages()).length === 0);
    expect(heard).toHaveLength(2);
    expect(heard[1]!.id).toBe(heard[0]!.id);
  });

  it('are dead at once when the trail does not hold them', async () => {
    await test.dataSource.query(`insert into outbox (id, job, queue, subject) values ($1, 'audit.event.v1', 'default', $1)`, [newId()]);
    await until(async () => (await messages())[0]?.dead_at);
    expect((await messages())[0]).toMatchObject({ attempts: 1, last_error: 'Permanent: the event is not in the trail' });
  });

  it('want listeners of different names', async () => {
    const starting = startTestProcess({ ...parts(), providers: [Fragile, Namesake] });
    await expect(starting).rejects.toThrow('Fragile and Namesake are both the listener of security events "fragile": rename one');
  });
});
