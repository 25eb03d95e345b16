/**
 * What a result says, in lines: rates, times, and what a request costs.
 *
 * @param {object} result @returns {string[]}
 */
export function linesOf(result) {
  return [ratesOf(result), timesOf(result), ...costsOf(result), ...(result.notes ?? [])].filter(Boolean);
}

function ratesOf({ limitPerSecond, productPerSecond, ratio, spread }) {
  if (ratio === undefined) return '';
  const rates = limitPerSecond === undefined ? '' : `limit ${rate(limitPerSecond)}, product ${rate(productPerSecond)}: `;
  return `${rates}ratio ${ratio.toFixed(2)}, spread ${(spread * 100).toFixed(0)} %`;
}

function timesOf({ p50ms, p99ms, busyP50ms, busyP99ms }) {
  if (p50ms === undefined) return '';
  const busy = busyP99ms === undefined ? '' : `; under load p50 ${ms(busyP50ms)}, p99 ${ms(busyP99ms)}`;
  return `p50 ${ms(p50ms)}, p99 ${ms(p99ms)}${busy}`;
}

function costsOf({ costs = {} }) {
  const { statements, roundTrips, commits, cpuMs, residentMiB } = costs;
  const asked = statements === undefined ? [] : [`a request: ${statements} statements, ${roundTrips} round trips, ${commits.toFixed(1)} commits`];
  const used = cpuMs === undefined ? [] : [`CPU a request: ${listed(cpuMs, ms)}; memory: ${listed(residentMiB, mib)}`];
  return [...asked, ...used];
}

const listed = (values, form) => Object.entries(values).map(([name, value]) => `${name} ${form(value)}`).join(', ');

export const rate = (perSecond) => `${perSecond < 100 ? perSecond.toFixed(1) : perSecond.toFixed(0)}/s`;
export const ms = (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
export const mib = (value) => `${value.toFixed(0)} MiB`;
