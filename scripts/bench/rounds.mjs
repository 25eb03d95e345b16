import { median, quantile, spread } from '../lib/load/statistics.mjs';

const WIDE = 0.25;

/**
 * Limit and product by turns, so that what the machine does meanwhile meets both.
 *
 * @param {{ id: string, what: string, aim: number, rounds: number, log: (line: string) => void,
 *   limit: () => Promise<number>, product: () => Promise<{ perSecond: number, times: number[] }> }} measure
 */
export async function alternate({ id, what, aim, rounds, log, limit, product }) {
  // What is not warm yet is compiled, planned and connected: that round counts for nothing.
  await limit();
  await product();
  const [limits, products, times] = [[], [], []];
  for (let round = 1; round <= rounds; round += 1) {
    limits.push(await limit());
    const { perSecond, times: taken } = await product();
    products.push(perSecond);
    times.push(...taken);
    log(`${id} round ${round} of ${rounds}: limit ${limits.at(-1).toFixed(1)}, product ${perSecond.toFixed(1)} a second`);
  }
  const ratios = products.map((value, index) => value / limits[index]);
  times.sort((one, other) => one - other);
  return {
    id,
    what,
    aim: `≥ ${aim}`,
    limitPerSecond: median(limits),
    productPerSecond: median(products),
    ratio: median(ratios),
    spread: spread(ratios),
    isWide: spread(ratios) > WIDE,
    isMet: median(ratios) >= aim,
    p50ms: quantile(times, 0.5),
    p99ms: quantile(times, 0.99),
  };
}
