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

/** `api 26 ms, postgres 4.1 ms` */
export const listed = (values, form) => Object.entries(values).map(([name, value]) => `${name} ${form(value)}`).join(', ');

export const rate = (perSecond) => `${figure(perSecond, 100)}/s`;
export const ms = (value) => `${figure(value, 10)} ms`;
export const mib = (value) => `${figure(value, 0)} MiB`;

/** With a digit after the point below `fine`; JSON keeps what is no number as null. */
function figure(value, fine) {
  return Number.isFinite(value) ? value.toFixed(value < fine ? 1 : 0) : '–';
}
