import { median, quantile } from '../../lib/load/statistics.mjs';
import { usageOf } from '../machine/processes.mjs';
import { capacityOf, rage } from './storm-traffic.mjs';

const TIMES = 10;
const AIMS = { ratio: 0.9, refusalMs: 50, besideMs: 100, loopMs: 20, growth: 1.1 };

/** P6: ten times the log-ins that the service can make, by the clock, and those who are signed in already beside them. */
export async function storm(bench) {
  const { log, wishes, cost } = bench;
  const capacity = await capacityOf(bench);
  log(`P6: ${capacity.toFixed(1)} log-ins a second are possible; for ${wishes.stormSeconds} s ${(TIMES * capacity).toFixed(0)} a second arrive`);
  const { arrivals, memory, lag } = await watched(bench, () => rage(bench, { perSecond: TIMES * capacity, seconds: wishes.stormSeconds }));
  const login = loginFigures(arrivals.login, capacity, wishes.stormSeconds);
  const beside = ['me', 'verify', 'refresh'].map((kind) => ({ kind, ...timesOf(arrivals[kind]) }));
  const growth = growthOf(memory);
  const figures = { capacity, login, beside, lag, memory: summary(memory), memoryMiB: memory, growth, generatorLateP99Ms: sorted(arrivals.login, 'lateMs').p99 };
  return {
    ...{ id: 'P6', what: `a storm of ${TIMES} × the possible log-ins, ${cost.memoryCost / 1024} MiB`, figures, notes: notesOf(figures) },
    aim: `≥ ${AIMS.ratio} of the capacity; 503 ≤ ${AIMS.refusalMs} ms, the others ≤ ${AIMS.besideMs} ms, event loop ≤ ${AIMS.loopMs} ms (p99); memory flat`,
    isMet: isMet(figures),
  };
}

function isMet({ login, beside, lag, growth }) {
  const others = beside.every(({ p99, statuses }) => p99 <= AIMS.besideMs && Object.keys(statuses).join() === '200');
  const isCalm = lag.p99Ms <= AIMS.loopMs && growth <= AIMS.growth;
  return login.ratio >= AIMS.ratio && login.refusals.p99 <= AIMS.refusalMs && told(login.others) === '' && others && isCalm;
}

function loginFigures(all, capacity, seconds) {
  const useful = all.filter(({ status, doneMs }) => status === 200 && doneMs <= seconds * 1000).length;
  const refusals = all.filter(({ status }) => status === 503);
  const { 200: _made, 503: refused = 0, ...others } = countedBy(all);
  return { asked: all.length, useful, ratio: useful / seconds / capacity, others, refused, refusals: sorted(refusals, 'ms') };
}

function timesOf(all) {
  return { ...sorted(all, 'ms'), statuses: countedBy(all) };
}

/** @returns {Record<string, number>} how many by what came: a status, or why none did */
function countedBy(all) {
  const counts = {};
  for (const { status } of all) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function told(counts) {
  return Object.entries(counts).map(([status, count]) => `${status}: ${count}`).join(', ');
}

function sorted(all, key) {
  const values = all.map((one) => one[key]).sort((one, other) => one - other);
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}

/** Memory each second, and the delay of the event loop from begin to end, which the page of metrics counts from scrape to scrape. */
async function watched({ stack }, work) {
  const memory = { api: [], worker: [] };
  const sample = () => {
    const usage = usageOf(stack.pids()) ?? {};
    for (const name of Object.keys(memory)) if (usage[name]) memory[name].push(usage[name].residentMiB);
  };
  await lagOf(stack.metricsUrl);
  const sampling = setInterval(sample, 1000);
  try {
    const arrivals = await work();
    return { arrivals, memory, lag: await lagOf(stack.metricsUrl) };
  } finally {
    clearInterval(sampling);
  }
}

async function lagOf(url) {
  const text = await (await fetch(url)).text();
  const of = (share) => Number(new RegExp(`^nodejs_eventloop_lag_seconds\\{quantile="${share}"\\} (\\S+)`, 'm').exec(text)[1]) * 1000;
  return { p50Ms: of('0.5'), p99Ms: of('0.99'), mostMs: of('1') };
}

/** The last quarter beside the second: what a storm takes at its begin is no leak. */
function growthOf({ api }) {
  const quarter = api.length >> 2;
  return quarter === 0 ? 1 : median(api.slice(-quarter)) / median(api.slice(quarter, 2 * quarter));
}

function summary(memory) {
  return Object.fromEntries(Object.entries(memory).filter(([, all]) => all.length > 0).map(([name, all]) => [name, { first: all[0], most: Math.max(...all), last: all.at(-1) }]));
}

function notesOf({ capacity, login, beside, lag, memory, growth, generatorLateP99Ms }) {
  const ms = (value) => (Number.isNaN(value) ? '–' : `${value.toFixed(value < 10 ? 1 : 0)} ms`);
  const held = Object.entries(memory).map(([name, { first, most, last }]) => `${name} ${first.toFixed(0)} MiB at first, ${most.toFixed(0)} at most, ${last.toFixed(0)} at last`);
  return [
    `capacity ${capacity.toFixed(1)}/s; ${login.asked} log-ins came, ${login.useful} were made in time: ${login.ratio.toFixed(2)} of the capacity`,
    `${login.refused} were answered 503: p50 ${ms(login.refusals.p50)}, p99 ${ms(login.refusals.p99)}; otherwise or not at all: ${told(login.others) || 'none'}`,
    ...beside.map(({ kind, p50, p99, statuses }) => `${kind} beside: p50 ${ms(p50)}, p99 ${ms(p99)} (${told(statuses)})`),
    `event loop of the api late by p50 ${ms(lag.p50Ms)}, p99 ${ms(lag.p99Ms)}, at most ${ms(lag.mostMs)}; the generator's own lateness p99 ${ms(generatorLateP99Ms)}`,
    `memory: ${held.join('; ')}; the api's last quarter is ${growth.toFixed(2)} × its second`,
  ];
}
