import type { LabelValues, MetricDefinition, Reading } from './metric';

/** Prometheus' text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** One metric with its figures; nothing where there are none. */
export function exposition({ name, kind, help }: MetricDefinition, readings: readonly Reading[]): string {
  if (readings.length === 0) return '';
  const lines = readings.map(({ metric, labels, value }) => `${metric}${labelText(labels)} ${numberText(value)}`);
  return [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${kind}`, ...lines, ''].join('\n');
}

function labelText(labels: LabelValues): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
