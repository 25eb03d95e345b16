import 'reflect-metadata';
import type { DiscoveryService } from '@nestjs/core';
import { StartupFault } from '@countersign/kernel';
import type { Reading } from './metric';

/** Reads gauges when Prometheus asks. It has one second; what comes later, or not at all, is left out of the answer. */
export interface MetricSource {
  /** Lower-case letters, digits and dashes; the label of `countersign_metric_source_up`. */
  readonly name: string;
  read(): readonly Reading[] | Promise<readonly Reading[]>;
}

const MARK = 'countersign:metric-source';

/** Marks a provider that implements MetricSource; Scrape finds it wherever it is provided. */
export function ReadsMetrics(): ClassDecorator {
  return (target) => Reflect.defineMetadata(MARK, true, target);
}

/** @throws StartupFault when two sources share a name. */
export function findMetricSources(discovery: DiscoveryService): MetricSource[] {
  const instances = discovery.getProviders().map(({ instance }) => instance as unknown);
  const sources = [...new Set(instances.filter(isSource))];
  const names = sources.map(({ name }) => name);
  if (new Set(names).size === names.length) return sources;
  throw new StartupFault(`Two sources of metrics have the same name: ${names.join(', ')}. Rename one of them.`);
}

function isSource(instance: unknown): instance is MetricSource {
  return typeof instance === 'object' && instance !== null && Reflect.hasMetadata(MARK, instance.constructor);
}
