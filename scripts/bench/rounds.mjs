import { median, quantile, spread } from '../lib/load/statistics.mjs';
import { startMeter } from './machine/meter.mjs';

const WIDE = 0.25;

/**
 * Limit and product by turns, so that what the machine does meanwhile meets both.
 *
 * @param {{ id: string, what: string, aim: number, rounds: number, log: (line: string) => void, pids: () => object, costs?: object,
 *   limit: () => Promise<number>, product: () => Promise<{ perSecond: number, answered: number, times: number[] }> }} measure
 */
export async function alternate({ id, what, aim, limit, product, costs, ...rounds }) {
  const turn = async (watch) => ({ limit: await limit(), ...(await watch(product)) });
  const { costs: used, times, ...facts } = await takeTurns({ ...rounds, id, turn });
  return {
    ...{ id, what, aim: `≥ ${aim}`, isMet: facts.ratio >= aim, ...facts },
    ...{ p50ms: quantile(times, 0.5), p99ms: quantile(times, 0.99), costs: { ...costs, ...used } },
  };
}

/**
 * Rounds of a measure whose limit and product need more between them than their turns.
 *
 * @param {{ id: string, rounds: number, log: (line: string) => void, pids: () => object,
 *   turn: (watch: (work: () => Promise<{ answered: number }>) => Promise<object>) => Promise<{ limit: number, perSecond: number, times: number[] }> }} measure
 *   `turn` does the product's work by `watch`, which sees what it costs
 */
export async function takeTurns({ id, rounds, log, pids, turn }) {
  // What is not warm yet is compiled, planned and connected: that round counts for nothing.
  await turn((work) => work());
  const meter = startMeter(pids);
  const [limits, products, times] = [[], [], []];
  for (let round = 1; round <= rounds; round += 1) {
    const { limit, perSecond, times: taken } = await turn(meter.round);
    limits.push(limit);
    products.push(perSecond);
    times.push(...taken);
    log(`${id} round ${round} of ${rounds}: limit ${limit.toFixed(1)}, product ${perSecond.toFixed(1)} a second`);
  }
  times.sort((one, other) => one - other);
  const rates = { limitPerSecond: median(limits), productPerSecond: median(products) };
  return { ...rates, ...ratioFacts(ratiosOf(products, limits)), times, costs: meter.reading() };
}

export function ratiosOf(products, limits) {
  return products.map((value, index) => value / limits[index]);
}

/** The median of the rounds' ratios and how far they lie apart. @param {number} [wide] the spread that concludes nothing */
export function ratioFacts(ratios, wide = WIDE) {
  return { ratio: median(ratios), spread: spread(ratios), isWide: spread(ratios) > wide };
}
