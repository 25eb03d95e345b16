import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { product } from '../health/product';
import { defineMetrics } from './define-metrics';
import type { Reading } from './metric';
import { ReadsMetrics, type MetricSource } from './metric-source';

const metrics = defineMetrics('observability', {
  build: {
    name: 'countersign_build_info',
    kind: 'gauge',
    help: 'Always 1; its labels say what runs',
    labels: { process: 'api or worker', version: 'of Countersign', node: 'the version of Node' },
  },
  delay: {
    name: 'nodejs_eventloop_lag_seconds',
    kind: 'gauge',
    help: 'By how much timers came late since the last scrape',
    labels: { quantile: '0.5, 0.99, or 1 for the longest' },
  },
  cpu: { name: 'process_cpu_seconds_total', kind: 'counter', help: 'Time of processors that the process has used, hashing included' },
  started: { name: 'process_start_time_seconds', kind: 'gauge', help: 'When the process started, in seconds since 1970' },
  resident: { name: 'process_resident_memory_bytes', kind: 'gauge', help: 'Memory that the process holds' },
  heapTotal: { name: 'nodejs_heap_size_total_bytes', kind: 'gauge', help: 'Heap that V8 has taken' },
  heapUsed: { name: 'nodejs_heap_size_used_bytes', kind: 'gauge', help: 'Heap that is in use' },
  external: { name: 'nodejs_external_memory_bytes', kind: 'gauge', help: 'Memory of buffers and of native code' },
});

/** How often the delay is sampled: rarely enough to cost nothing. */
const RESOLUTION_MS = 20;

/** What is known of any process: its build, its event loop, its memory. It measures from the first scrape on. */
@Injectable()
@ReadsMetrics()
export class ProcessFigures implements MetricSource, OnApplicationShutdown {
  readonly name = 'process';
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #process = '';
  #cpuSeconds = 0;

  begin(process: string): void {
    this.#process = process;
    this.#delay.enable();
  }

  onApplicationShutdown(): void {
    this.#delay.disable();
  }

  read(): Reading[] {
    const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
    this.countCpu();
    return [
      metrics.build.at(1, { process: this.#process, version: product.version, node: process.versions.node }),
      ...this.delays(),
      metrics.started.at(Math.round((performance.timeOrigin / 1000) * 1000) / 1000),
      metrics.resident.at(rss),
      metrics.heapTotal.at(heapTotal),
      metrics.heapUsed.at(heapUsed),
      metrics.external.at(external),
    ];
  }

  /** The histogram holds the time between two looks, the resolution included. */
  private delays(): Reading[] {
    const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
    const delay = this.#delay;
    const found = [
      metrics.delay.at(seconds(delay.percentile(50)), { quantile: '0.5' }),
      metrics.delay.at(seconds(delay.percentile(99)), { quantile: '0.99' }),
      metrics.delay.at(seconds(delay.max), { quantile: '1' }),
    ];
    delay.reset();
    return found;
  }

  private countCpu(): void {
    const { user, system } = process.cpuUsage();
    const seconds = (user + system) / 1e6;
    metrics.cpu.add(seconds - this.#cpuSeconds);
    this.#cpuSeconds = seconds;
  }
}
