import { createServer, type AddressInfo } from 'node:net';
import { Global, Injectable, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { settingsFor } from '@countersign/config/testing';
import { Logger } from '../logging/logger';
import { LoggingSettings } from '../logging/logging.settings';
import { recordingLogger } from '../logging/recording-logger';
import { ObservabilityModule } from '../observability.module';
import { defineMetrics } from './define-metrics';
import { ReadsMetrics, type MetricSource } from './metric-source';
import { MetricsServer } from './metrics.server';
import { MetricsSettings } from './metrics.settings';

const spec = defineMetrics('spec', { depth: { name: 'countersign_spec_depth', kind: 'gauge', help: 'Depth', labels: { of: 'whom' } } });
let asked = 0;

const source = (name: string, read: () => Promise<number>): Type => {
  @Injectable()
  @ReadsMetrics()
  class Source implements MetricSource {
    readonly name = name;
    read = async () => [spec.depth.at(await read(), { of: name })];
  }
  return Source;
};

const good = source('good', async () => 3);
const broken = source('broken', () => Promise.reject(new TypeError('canary')));
const hanging = source('hanging', () => {
  asked += 1;
  return new Promise(() => undefined);
});

async function start(port: string, ...sources: Type[]) {
  const settings = [
    { provide: LoggingSettings, useValue: settingsFor(LoggingSettings) },
    { provide: MetricsSettings, useValue: settingsFor(MetricsSettings, { METRICS_PORT: port }) },
  ];
  @Global()
  @Module({ providers: settings, exports: [LoggingSettings, MetricsSettings] })
  class TestSettings {}
  const { logger, lines } = recordingLogger();
  const building = Test.createTestingModule({ imports: [TestSettings, ObservabilityModule], providers: sources });
  const module = await building.overrideProvider(Logger).useValue(logger).compile();
  await module.init();
  await module.get(MetricsServer).open('api');
  const url = lines.find(({ metrics }) => metrics)?.metrics as string | undefined;
  return { module, lines, url: url ?? '' };
}

describe('the metrics port', () => {
  let running: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    running = await start('0', good, broken, hanging);
  });
  afterAll(() => running.module.close());

  it('shows all figures in the text format, without those of sources that fail or hang', async () => {
    const began = performance.now();
    const answers = await Promise.all([fetch(running.url), fetch(running.url)]);
    expect(performance.now() - began).toBeLessThan(2_500);
    for (const answer of answers) {
      const text = await answer.text();
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
      const bad = text.split('\n').filter((line) => !/^(# (HELP|TYPE) \w+ .+|[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? (NaN|[+-]?(\d|Inf)\S*))?$/.test(line));
      expect(bad).toEqual([]);
      expect(text).toContain('countersign_spec_depth{of="good"} 3');
      expect(text).toContain('countersign_metric_source_up{source="good"} 1');
      for (const name of ['broken', 'hanging']) expect(text).toContain(`countersign_metric_source_up{source="${name}"} 0`);
      expect(text).not.toMatch(/canary|of="(broken|hanging)"/);
      expect(text).toMatch(/countersign_build_info\{process="api",version="[^"]+",node="[^"]+"\} 1/);
      expect(text).toMatch(/process_resident_memory_bytes \d{7,}/);
      expect(text).toMatch(/nodejs_eventloop_lag_seconds\{quantile="1"\} \d/);
      expect(text).toMatch(/process_cpu_seconds_total 0?\.?\d/);
    }
  });

  it('asks a source that hangs once, however many scrapes come', async () => {
    await Promise.all([fetch(running.url), fetch(running.url)]);
    expect(asked).toBe(1);
  });

  it('has one page, to be read', async () => {
    const root = new URL('/', running.url);
    expect((await fetch(root)).status).toBe(404);
    expect((await fetch(running.url, { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

describe('a metrics port that is taken', () => {
  it('is a warning that names the setting', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { module, lines, url } = await start(String(port));
    expect(url).toBe('');
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', port, reason: 'EADDRINUSE', msg: expect.stringContaining('Set METRICS_PORT') }));
    await module.close();
    await new Promise((resolve) => other.close(resolve));
  });
});
