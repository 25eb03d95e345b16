import { totalmem } from 'node:os';
import { Global, Injectable, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { settingsFor } from '@countersign/config/testing';
import { LoggingSettings } from '../logging/logging.settings';
import { MetricsSettings } from '../metrics/metrics.settings';
import { ObservabilityModule } from '../observability.module';
import { HealthProbe, type HealthCheck, type HealthReport } from './health-check';
import { HealthService } from './health.service';

@Global()
@Module({
  providers: [
    { provide: LoggingSettings, useValue: settingsFor(LoggingSettings, { LOG_LEVEL: 'silent' }) },
    { provide: MetricsSettings, useValue: settingsFor(MetricsSettings) },
  ],
  exports: [LoggingSettings, MetricsSettings],
})
class TestSettings {}

function probe(name: string, makesUnready: boolean, check: () => Promise<Omit<HealthReport, 'name'>>): Type {
  @Injectable()
  @HealthProbe()
  class Probe implements HealthCheck {
    readonly name = name;
    readonly makesUnready = makesUnready;
    check = async () => ({ name, ...(await check()) });
  }
  return Probe;
}

const up = async () => ({ status: 'up' as const });
const down = async () => ({ status: 'down' as const, details: { reason: 'unreachable' } });

async function start(...probes: Type[]) {
  const module = await Test.createTestingModule({ imports: [TestSettings, ObservabilityModule], providers: probes }).compile();
  await module.init();
  return module.get(HealthService);
}

describe('HealthService', () => {
  it('is healthy when all is up, in the contract’s words', async () => {
    const service = await start(probe('database', true, up), probe('redis', false, up));
    expect(await service.health()).toMatchObject({
      status: 'healthy',
      service: '2FA Authentication Service',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      uptime: expect.any(Number),
      timestamp: expect.stringMatching(/Z$/),
      services: { database: 'connected', redis: 'connected' },
      checks: {
        database: { status: 'up', responseTime: expect.any(Number) },
        redis: { status: 'up' },
        memory: { status: 'up', rss: expect.any(Number), limit: expect.any(Number) },
      },
    });
  });

  it('knows of no more memory than the machine has', async () => {
    const { checks } = await (await start()).health();
    expect(checks.memory!.limit).toBeGreaterThan(checks.memory!.rss as number);
    expect(checks.memory!.limit).toBeLessThanOrEqual(totalmem());
  });

  it('is unhealthy and not ready without what the process cannot do without', async () => {
    const service = await start(probe('database', true, down), probe('redis', false, up));
    const health = await service.health();
    expect(health).toMatchObject({ status: 'unhealthy', services: { database: 'disconnected' } });
    expect(health.checks.database).toMatchObject({ status: 'down', reason: 'unreachable' });
    expect(await service.ready()).toMatchObject({ status: 'unhealthy' });
    expect(service.live()).toMatchObject({ status: 'healthy' });
  });

  it('is degraded but ready without the rest', async () => {
    const service = await start(
      probe('database', true, up),
      probe('redis', false, down),
      probe('worker', false, async () => ({ status: 'absent', details: { lastSeen: null, oldestMessageSeconds: 40 } })),
    );
    const health = await service.health();
    expect(health).toMatchObject({ status: 'degraded', services: { redis: 'disconnected' } });
    expect(health.checks.worker).toMatchObject({ status: 'absent', lastSeen: null, oldestMessageSeconds: 40 });
    expect(await service.ready()).toMatchObject({ status: 'healthy', services: { database: 'connected' } });
  });

  it('counts what is disabled by intention as healthy', async () => {
    const disabled = await start(probe('redis', false, async () => ({ status: 'disabled' })));
    expect(await disabled.health()).toMatchObject({ status: 'healthy', services: { redis: 'disabled' } });
    expect((await (await start()).health()).services).toEqual({ redis: 'disabled' });
  });

  it('asks each probe at most once a second, however many ask', async () => {
    let asked = 0;
    const service = await start(probe('database', true, async () => ((asked += 1), up())));
    await Promise.all(Array.from({ length: 100 }, () => service.health()));
    await service.ready();
    expect(asked).toBe(1);
  });

  it('gives a hanging or throwing probe one second', async () => {
    const hanging = probe('database', true, () => new Promise(() => undefined));
    const throwing = probe('redis', false, () => Promise.reject(new Error('secret address')));
    const started = performance.now();
    const health = await (await start(hanging, throwing)).health();
    expect(performance.now() - started).toBeLessThan(1500);
    expect(health).toMatchObject({ status: 'unhealthy', checks: { database: { status: 'down', reason: 'no answer' } } });
    expect(JSON.stringify(health)).not.toContain('secret address');
  });

  it('is not ready any more once it stops', async () => {
    const service = await start(probe('database', true, up));
    service.markStopping();
    expect(await service.ready()).toMatchObject({ status: 'unhealthy', reason: 'stopping' });
  });

  it('refuses two probes of one name at start', async () => {
    await expect(start(probe('redis', false, up), probe('redis', false, up))).rejects.toThrow(/are both the health probe/);
  });
});
