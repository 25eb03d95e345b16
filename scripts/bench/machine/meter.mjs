import { median } from '../../lib/load/statistics.mjs';
import { usageOf } from './processes.mjs';

/**
 * Reads before and after each round what api, worker and PostgreSQL used.
 *
 * @param {() => Record<string, number | undefined>} pids
 */
export function startMeter(pids) {
  const rounds = [];
  let most = {};
  /** @template {{ answered: number }} Round @param {() => Promise<Round>} work @returns {Promise<Round>} */
  async function round(work) {
    const before = usageOf(pids());
    const result = await work();
    const after = usageOf(pids());
    if (!before || !after) return result;
    const names = Object.keys(after).filter((name) => before[name]);
    rounds.push(Object.fromEntries(names.map((name) => [name, ((after[name].cpuSeconds - before[name].cpuSeconds) * 1000) / result.answered])));
    most = Object.fromEntries(names.map((name) => [name, Math.max(most[name] ?? 0, after[name].residentMiB)]));
    return result;
  }
  /** Milliseconds of CPU a request (median of the rounds) and the most memory; {} where the system does not tell. */
  function reading() {
    if (rounds.length === 0) return {};
    const cpuMs = Object.fromEntries(Object.keys(most).map((name) => [name, median(rounds.map((one) => one[name] ?? 0))]));
    return { cpuMs, residentMiB: most };
  }
  return { round, reading };
}
