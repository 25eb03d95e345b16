import { catalogue, entriesOf, StartupFault } from '@countersign/kernel';
import { Counter, Gauge, Histogram, type MetricDefinition } from './metric';

type LabelOf<Definition> = Definition extends { labels: infer Labels } ? Extract<keyof Labels, string> : never;

type MetricOf<Definition extends MetricDefinition> = Definition['kind'] extends 'counter'
  ? Counter<LabelOf<Definition>>
  : Definition['kind'] extends 'gauge'
    ? Gauge<LabelOf<Definition>>
    : Histogram<LabelOf<Definition>>;

type AnyMetric = Counter<string> | Gauge<string> | Histogram<string>;

interface Entry {
  readonly owner: string;
  readonly metric: AnyMetric;
}

/** Upper bounds in seconds of whatever a person waits for: from a look-up to what the longest limits allow. */
export const WAITING_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

const KINDS = { counter: Counter, gauge: Gauge, histogram: Histogram } as const;
/** Prometheus' own advice on names; `process_` and `nodejs_` are what dashboards for Node look for. */
const NAME = /^(countersign|process|nodejs)_[a-z0-9_]*[a-z0-9]$/;
const LABEL = /^[a-z][a-z0-9_]*$/;

/**
 * Says a lib's metrics once, in the lib that counts them: `const authMetrics = defineMetrics('auth', { logins: { name:
 * 'countersign_logins_total', kind: 'counter', … } })`, then `authMetrics.logins.count({ outcome: 'signed_in' })`.
 *
 * @throws StartupFault when a name is ill-formed or taken.
 */
export function defineMetrics<const Definitions extends Record<string, MetricDefinition>>(
  owner: string,
  definitions: Definitions,
): { readonly [Key in keyof Definitions]: MetricOf<Definitions[Key]> } {
  const metrics = Object.entries(definitions).map(([key, definition]) => {
    refuseIllFormed(definition);
    const metric = new KINDS[definition.kind](definition);
    catalogue<Entry>('metric', definition.name, { owner, metric });
    return [key, metric] as const;
  });
  return Object.fromEntries(metrics) as unknown as { readonly [Key in keyof Definitions]: MetricOf<Definitions[Key]> };
}

/** Every metric that the process knows, for docs/operations/metrics.md. */
export function listMetrics(): (MetricDefinition & { owner: string })[] {
  return entries().map(({ owner, metric }) => ({ owner, ...metric.definition }));
}

/** Every metric itself, for the page that Prometheus reads. */
export function allMetrics(): AnyMetric[] {
  return entries().map(({ metric }) => metric);
}

function entries(): Entry[] {
  return [...entriesOf<Entry>('metric').values()];
}

function refuseIllFormed({ name, kind, labels = {}, buckets = [] }: MetricDefinition): void {
  const wrong = [
    ...(NAME.test(name) ? [] : ['begin with countersign_ and hold lower-case letters, digits and _']),
    ...((kind === 'counter') === name.endsWith('_total') ? [] : ['end in _total if it is a counter, and only then']),
    ...(Object.keys(labels).every((label) => LABEL.test(label) && label !== 'le') ? [] : ['have labels of lower-case letters']),
    ...((kind === 'histogram') === buckets.length > 0 ? [] : ['have buckets if it is a histogram, and only then']),
  ];
  if (wrong.length > 0) throw new StartupFault(`The metric "${name}" must ${wrong.join(', and ')}.`);
}
