import { median, quantile, spread } from '../lib/load/statistics.mjs';
import { startMeter } from './machine/meter.mjs';

const WIDE = 0.25;

/**
 * Limit and product by turns, so that what the machine does meanwhile meets both.
 *
 * @param {{ id: string, what: string, aim: number, rounds: number, log: (line: string) => void, pids: () => object, costs?: object,
 *   limit: () => Promise<number>, product: () => Promise<{ perSecond: number, answered: number, times: number[] }> }} measure
 */
export async function alternate({ id, what, aim, rounds, log, pids, costs, limit, product }) {
  // What is not warm yet is compiled, planned and connected: that round counts for nothing.
  await limit();
  await product();
  const meter = startMeter(pids);
  const [limits, products, times] = [[], [], []];
  for (let round = 1; round <= rounds; round += 1) {
    limits.push(await limit());
    const { perSecond, times: taken } = await meter.round(product);
    products.push(perSecond);
    times.push(...taken);
    log(`${id} round ${round} of ${rounds}: limit ${limits.at(-1).toFixed(1)}, product ${perSecond.toFixed(1)} a second`);
  }
  const ratios = ratiosOf(products, limits);
  times.sort((one, other) => one - other);
  return {
    ...{ id, what, aim: `≥ ${aim}`, isMet: median(ratios) >= aim },
    ...{ limitPerSecond: median(limits), productPerSecond: median(products), ...ratioFacts(ratios) },
    ...{ p50ms: quantile(times, 0.5), p99ms: quantile(times, 0.99), costs: { ...costs, ...meter.reading() } },
  };
}

export function ratiosOf(products, limits) {
  return products.map((value, index) => value / limits[index]);
}

/** The median of the rounds' ratios and how far they lie apart. @param {number} [wide] the spread that concludes nothing */
export function ratioFacts(ratios, wide = WIDE) {
  return { ratio: median(ratios), spread: spread(ratios), isWide: spread(ratios) > wide };
}
