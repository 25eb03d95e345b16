import { isSameMachine, keptRuns } from './kept.mjs';

/** What a result is known by from run to run: rates of log-ins are told apart by the memory of a hash. */
export function keyOf({ id }, { memoryCost }) {
  return ['P1', 'P5', 'P6'].includes(id) ? `${id} at ${memoryCost / 1024} MiB` : id;
}

/**
 * Each result beside the one before of the same kind and machine: whether their ratios lie within the spread that both told.
 *
 * @param {import('./kept.mjs').Run} run @returns {string[]}
 */
export function comparison(run) {
  const earlier = keptRuns().filter((other) => other.at < run.at && isSameMachine(run, other));
  return run.results.flatMap((result) => {
    const key = keyOf(result, run.wishes);
    const match = earlier.map((other) => ({ at: other.at, result: resultIn(other, key) })).find((one) => one.result);
    return match ? [`${key}: ${agreement(result, match.result)} (${match.at})`] : [`${key}: nothing kept to compare with`];
  });
}

export function resultIn({ results, wishes }, key) {
  return results.find((result) => keyOf(result, wishes) === key);
}

/** @param {object} one @param {object} other the earlier one */
export function agreement(one, other) {
  if (one.ratio === undefined || other.ratio === undefined) {
    const notes = one.notes ?? [];
    return notes.map((note, index) => `\n  ${note}\n    before: ${other.notes?.[index] ?? '–'}`).join('');
  }
  const apart = Math.abs(one.ratio - other.ratio) / other.ratio;
  const allowed = Math.max(one.spread, other.spread);
  const verdict = apart <= allowed ? 'within' : 'beyond';
  return `ratio ${one.ratio.toFixed(2)}, before ${other.ratio.toFixed(2)}: ${(apart * 100).toFixed(0)} % apart, ${verdict} the spread of ${(allowed * 100).toFixed(0)} %`;
}
