import { problems, StartupFault } from '@countersign/kernel';
import { countOutcome } from './count-outcome';
import { defineMetrics, listMetrics } from './define-metrics';
import { exposition } from './exposition';

const spec = defineMetrics('spec', {
  calls: { name: 'countersign_spec_calls_total', kind: 'counter', help: 'Calls', labels: { outcome: 'what came of it', kind: 'which' } },
  ends: { name: 'countersign_spec_ends_total', kind: 'counter', help: 'Ends', labels: { outcome: 'what came of it' } },
  plain: { name: 'countersign_spec_plain_total', kind: 'counter', help: 'A back\\slash and\na line' },
  depth: { name: 'countersign_spec_depth', kind: 'gauge', help: 'Depth', labels: { queue: 'which' } },
  time: { name: 'countersign_spec_seconds', kind: 'histogram', help: 'Time', buckets: [0.1, 1] },
  many: { name: 'countersign_spec_many_total', kind: 'counter', help: 'Many', labels: { id: 'too many' } },
});

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const shown = (metric: typeof spec.calls | typeof spec.plain | typeof spec.time | typeof spec.many | typeof spec.ends) =>
  linesOf(exposition(metric.definition, metric.readings()));

describe('a counter', () => {
  it('counts by the values of its labels', () => {
    spec.calls.count({ outcome: 'good', kind: 'a' });
    spec.calls.count({ kind: 'a', outcome: 'good' });
    spec.calls.add(2.5, { outcome: 'bad', kind: 'a' });
    expect(shown(spec.calls)).toEqual([
      'countersign_spec_calls_total{outcome="good",kind="a"} 2',
      'countersign_spec_calls_total{outcome="bad",kind="a"} 2.5',
    ]);
  });

  it('without labels is there before it counts, with its help in one line', () => {
    expect(exposition(spec.plain.definition, spec.plain.readings())).toBe(
      '# HELP countersign_spec_plain_total A back\\\\slash and\\na line\n# TYPE countersign_spec_plain_total counter\ncountersign_spec_plain_total 0\n',
    );
  });

  it('stays bounded, whatever its labels are given', () => {
    for (let id = 0; id < 5_000; id += 1) spec.many.count({ id: String(id) });
    const lines = shown(spec.many);
    expect(lines).toHaveLength(2_001);
    expect(lines.at(-1)).toBe('countersign_spec_many_total{id="other"} 3000');
  });
});

describe('a histogram', () => {
  it('counts in each bucket what is below it too', () => {
    for (const seconds of [0.05, 0.1, 0.5, 3]) spec.time.observe(seconds);
    expect(shown(spec.time)).toEqual([
      'countersign_spec_seconds_bucket{le="0.1"} 2',
      'countersign_spec_seconds_bucket{le="1"} 3',
      'countersign_spec_seconds_bucket{le="+Inf"} 4',
      'countersign_spec_seconds_sum 3.65',
      'countersign_spec_seconds_count 4',
    ]);
  });
});

describe('a gauge', () => {
  it('keeps nothing, and shows what it was read as', () => {
    const readings = [spec.depth.at(3, { queue: 'a "b"\\\nc' }), spec.depth.at(Infinity, { queue: 'd' })];
    expect(linesOf(exposition(spec.depth.definition, readings))).toEqual([
      'countersign_spec_depth{queue="a \\"b\\"\\\\\\nc"} 3',
      'countersign_spec_depth{queue="d"} +Inf',
    ]);
    expect(exposition(spec.depth.definition, [])).toBe('');
  });
});

describe('countOutcome', () => {
  it('counts the word for a result, else the public code, and hands both on', async () => {
    await expect(countOutcome(spec.ends, (text) => text, async () => 'done')).resolves.toBe('done');
    const refused = problems.too_many_requests({ retryAfter: 1 }, { reason: 'the true reason' });
    await expect(countOutcome(spec.ends, String, () => Promise.reject(refused))).rejects.toBe(refused);
    const defect = new TypeError('canary');
    await expect(countOutcome(spec.ends, String, () => Promise.reject(defect))).rejects.toBe(defect);
    expect(shown(spec.ends)).toEqual(['done', 'too_many_requests', 'internal_error'].map((word) => `countersign_spec_ends_total{outcome="${word}"} 1`));
  });
});

describe('defineMetrics', () => {
  const define = (name: string, more: object = {}) => () => defineMetrics('spec', { one: { name, kind: 'counter', help: 'x', ...more } });

  it.each([
    ['a name without our prefix', define('logins_total')],
    ['a counter that does not say so', define('countersign_logins')],
    ['a gauge that says it is a counter', define('countersign_x_total', { kind: 'gauge' })],
    ['a histogram without buckets', define('countersign_x_seconds', { kind: 'histogram' })],
    ['a label of another form', define('countersign_x_total', { labels: { 'user-id': 'x' } })],
    ['a name that is taken', define('countersign_spec_calls_total')],
  ])('refuses %s', (_what, defining) => {
    expect(defining).toThrow(StartupFault);
  });

  it('lists what it knows, for the docs', () => {
    expect(listMetrics()).toContainEqual(expect.objectContaining({ owner: 'spec', name: 'countersign_spec_depth', labels: { queue: 'which' } }));
  });
});
