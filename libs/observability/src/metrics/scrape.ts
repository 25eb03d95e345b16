import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { allMetrics, defineMetrics } from './define-metrics';
import { exposition } from './exposition';
import { Gauge, type Reading } from './metric';
import { findMetricSources, type MetricSource } from './metric-source';

/** Below Prometheus' own limit (10 s by default): one part that hangs must not cost all figures. */
const LIMIT_MS = 1_000;

const metrics = defineMetrics('observability', {
  sourceUp: {
    name: 'countersign_metric_source_up',
    kind: 'gauge',
    help: '1 where the source answered this scrape within a second; 0: its gauges are missing from it',
    labels: { source: 'the part that was asked' },
  },
});

/** What Prometheus reads: counters as they stand, gauges as their sources find them now. It never fails. */
@Injectable()
export class Scrape implements OnApplicationBootstrap {
  private sources: readonly MetricSource[] = [];
  /** A source that is still asked is not asked again: scrapes that come fast share one statement. */
  private readonly asked = new Map<MetricSource, Promise<readonly Reading[] | null>>();

  constructor(private readonly discovery: DiscoveryService) {}

  onApplicationBootstrap(): void {
    this.sources = findMetricSources(this.discovery);
  }

  /** The page in Prometheus' text format. */
  async text(): Promise<string> {
    const answers = await Promise.all(this.sources.map((source) => this.readInTime(source)));
    const readings = new Map<string, Reading[]>();
    for (const reading of answers.flat()) readings.set(reading.metric, [...(readings.get(reading.metric) ?? []), reading]);
    const figuresOf = (metric: ReturnType<typeof allMetrics>[number]) =>
      metric instanceof Gauge ? (readings.get(metric.definition.name) ?? []) : metric.readings();
    return allMetrics()
      .map((metric) => exposition(metric.definition, figuresOf(metric)))
      .join('');
  }

  private async readInTime(source: MetricSource): Promise<readonly Reading[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), LIMIT_MS);
    });
    const found = await Promise.race([this.ask(source), late]);
    clearTimeout(timer);
    return [...(found ?? []), metrics.sourceUp.at(found ? 1 : 0, { source: source.name })];
  }

  /** Null where it threw, as it does while PostgreSQL is away; the health of that part tells why. */
  private ask(source: MetricSource): Promise<readonly Reading[] | null> {
    const asked = this.asked.get(source);
    if (asked) return asked;
    const answer = (async () => source.read())().catch(() => null).finally(() => this.asked.delete(source));
    this.asked.set(source, answer);
    return answer;
  }
}
