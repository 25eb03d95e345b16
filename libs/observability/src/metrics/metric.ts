/** What a metric is, said once: for Prometheus' `# HELP` and `# TYPE`, and for docs/operations/metrics.md. */
export interface MetricDefinition {
  /** As Prometheus shows it, with the unit: `countersign_hash_wait_seconds`, `countersign_logins_total`. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** What is counted or measured, in words. */
  readonly help: string;
  /** Each label and the values that it takes: words of the code, never a user's data, never without a bound. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of a histogram: the upper bounds of its buckets, ascending, in the unit of the name. */
  readonly buckets?: readonly number[];
}

export type LabelValues = Readonly<Record<string, string>>;
type Labels<Names extends string> = Readonly<Record<Names, string>>;
/** Metrics without labels take none, others all. */
type Given<Names extends string> = [Names] extends [never] ? [] : [labels: Labels<Names>];

/** One figure of a gauge, as it was found when Prometheus asked. */
export interface Reading {
  readonly metric: string;
  readonly labels: LabelValues;
  readonly value: number;
}

/** Should a label take more values than anybody thought, the memory stays bounded: what comes later shares one series. */
const MOST_SERIES = 2_000;
const OTHER = 'other';
const SEPARATOR = '\u0000';

interface Series<Value> {
  readonly labels: LabelValues;
  readonly value: Value;
}

/** The series of one metric, by the values of its labels. */
class SeriesTable<Value> {
  readonly #names: readonly string[];
  readonly #series = new Map<string, Series<Value>>();

  constructor(
    { labels = {} }: MetricDefinition,
    private readonly start: () => Value,
  ) {
    this.#names = Object.keys(labels);
    if (this.#names.length === 0) this.add('', {});
  }

  of(labels: LabelValues | undefined): Value {
    if (!labels) return this.#series.get('')!.value;
    let key = '';
    for (const name of this.#names) key += labels[name] + SEPARATOR;
    return (this.#series.get(key) ?? this.add(key, labels)).value;
  }

  all(): Series<Value>[] {
    return [...this.#series.values()];
  }

  private add(key: string, labels: LabelValues): Series<Value> {
    const isFull = this.#series.size >= MOST_SERIES;
    const taken = isFull ? OTHER : key;
    const values = this.#names.map((name) => [name, isFull ? OTHER : String(labels[name])]);
    const series = this.#series.get(taken) ?? { labels: Object.fromEntries(values) as LabelValues, value: this.start() };
    this.#series.set(taken, series);
    return series;
  }
}

/** Only goes up. Counting costs one look into a map. */
export class Counter<Names extends string> {
  readonly #table;

  constructor(readonly definition: MetricDefinition) {
    this.#table = new SeriesTable(definition, () => ({ total: 0 }));
  }

  count(...[labels]: Given<Names>): void {
    this.#table.of(labels).total += 1;
  }

  add(amount: number, ...[labels]: Given<Names>): void {
    this.#table.of(labels).total += amount;
  }

  readings(): Reading[] {
    return this.#table.all().map(({ labels, value }) => ({ metric: this.definition.name, labels, value: value.total }));
  }
}

/** Goes up and down; keeps nothing. A MetricSource reads it when Prometheus asks. */
export class Gauge<Names extends string> {
  constructor(readonly definition: MetricDefinition) {}

  at(value: number, ...[labels]: Given<Names>): Reading {
    return { metric: this.definition.name, labels: labels ?? {}, value };
  }
}

/** How long something took, or how large it was, in buckets. */
export class Histogram<Names extends string> {
  readonly #bounds;
  readonly #table;

  constructor(readonly definition: MetricDefinition) {
    const bounds = definition.buckets ?? [];
    this.#bounds = bounds;
    this.#table = new SeriesTable(definition, () => ({ counts: bounds.map(() => 0), count: 0, sum: 0 }));
  }

  observe(value: number, ...[labels]: Given<Names>): void {
    const series = this.#table.of(labels);
    series.count += 1;
    series.sum += value;
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    if (bucket >= 0) series.counts[bucket]! += 1;
  }

  /** Buckets count what is below them too, as the text format wants them. */
  readings(): Reading[] {
    const { name } = this.definition;
    return this.#table.all().flatMap(({ labels, value: { counts, count, sum } }) => {
      let below = 0;
      const buckets = this.#bounds.map((bound, index) => ({
        metric: `${name}_bucket`,
        labels: { ...labels, le: String(bound) },
        value: (below += counts[index]!),
      }));
      const all = { metric: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count };
      return [...buckets, all, { metric: `${name}_sum`, labels, value: sum }, { metric: `${name}_count`, labels, value: count }];
    });
  }
}
