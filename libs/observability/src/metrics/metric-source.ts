import type { DiscoveryService } from '@nestjs/core';
import { discoverNamed, markedWith } from '@countersign/kernel';
import type { Reading } from './metric';

/** Reads gauges when Prometheus asks. It has one second; what comes later, or not at all, is left out of the answer. */
export interface MetricSource {
  /** Lower-case letters, digits and dashes; the label of `countersign_metric_source_up`. */
  readonly name: string;
  read(): readonly Reading[] | Promise<readonly Reading[]>;
}

const SOURCE = Symbol('countersign:metric-source');

/** Marks a provider that implements MetricSource; Scrape finds it wherever it is provided. */
export const ReadsMetrics = (): ClassDecorator => markedWith(SOURCE);

/** @throws StartupFault when two sources share a name. */
export function findMetricSources(discovery: DiscoveryService): MetricSource[] {
  return discoverNamed<MetricSource>(discovery, SOURCE, 'source of metrics');
}
