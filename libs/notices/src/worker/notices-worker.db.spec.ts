import { Accounts } from '@countersign/accounts';
import { AuditModule, AuditTrail } from '@countersign/audit';
import { AuditWorkerModule } from '@countersign/audit/worker';
import { CryptoModule } from '@countersign/crypto';
import { cryptoVariables } from '@countersign/crypto/testing';
import { Database } from '@countersign/database';
import { createTestDatabase, type TestDatabase } from '@countersign/database/testing';
import { FactorsWorkerModule } from '@countersign/factors/worker';
import { startMailServer, type MailServer } from '@countersign/otp-delivery/testing';
import { OtpDeliveryWorkerModule } from '@countersign/otp-delivery/worker';
import { startTestProcess, type TestProcess } from '@countersign/queue/testing';
import { QueueWorkerModule } from '@countersign/queue/worker';
import { NoticesWorkerModule } from './notices-worker.module';

const origin = { requestId: 'r', ipAddress: '203.0.113.7', userAgent: 'Firefox/140.0 Linux' };
const secrets = ['JWT_ACCESS_SECRET', 'JWT_REFRESH_SECRET', 'TEMP_TOKEN_SECRET'];

/** The worker as it is put together, without Redis: the relay serves the outbox. */
describe('the way of a notice through a real worker', () => {
  let server: MailServer;
  let base: TestDatabase;
  let worker: TestProcess;

  beforeAll(async () => {
    [server, base] = await Promise.all([startMailServer(), createTestDatabase()]);
    const mail = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(server.port), EMAIL_FROM: 'no-reply@example.com' };
    const given = Object.fromEntries(secrets.map((name) => [name, name.padEnd(64, '-')]));
    worker = await startTestProcess({
      environment: { ...given, ...mail, ...cryptoVariables, DATABASE_URL: base.url, REDIS_ENABLED: 'false' },
      imports: [CryptoModule, QueueWorkerModule, AuditModule, AuditWorkerModule, OtpDeliveryWorkerModule, FactorsWorkerModule, NoticesWorkerModule],
    });
  });
  afterAll(async () => {
    await worker?.app.close();
    await base?.drop();
    await server?.close();
  });

  const get = <Instance>(type: new (...args: never[]) => Instance) => worker.app.get<Instance>(type, { strict: false });

  it('mails the user when two-factor authentication was turned on, also when the server is busy at first', async () => {
    server.script({ recipient: [451] });
    await get(Database).transaction(async (tx) => {
      const { id: userId } = await get(Accounts).create(tx, { email: 'owner@example.org', username: 'owner', passwordHash: 'none' });
      await get(AuditTrail).record(tx, origin, { type: '2fa.enabled', userId });
    });
    const until = performance.now() + 15_000;
    while (server.mails.length === 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.mails.map(({ to }) => to)).toEqual([['owner@example.org']]);
    expect(JSON.stringify(worker.lines)).not.toContain('example.org');
  }, 30_000);
});
