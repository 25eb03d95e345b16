import { setTimeout as sleep } from 'node:timers/promises';
import { median, spread } from '../../lib/load/statistics.mjs';
import { usageOf } from '../machine/processes.mjs';

const LEAST_STARTS = 5;
const REST_MS = 3000;
const MOST_MS = 2000;
const MOST_MIB = 160;
const WIDE = 0.25;

/** P11: from the start of a process to its first 200 of `/health/ready`, and the memory that it holds when nobody asks it anything. */
export async function starts({ stack, log, wishes }) {
  const services = { api: [], worker: [] };
  for (let round = 1; round <= Math.max(wishes.rounds, LEAST_STARTS); round += 1) {
    for (const service of Object.keys(services)) services[service].push(await startOnce(stack, service));
    log(`P11 start ${round}: ${Object.entries(services).map(([name, all]) => `${name} ${all.at(-1).readyMs.toFixed(0)} ms`).join(', ')}`);
  }
  const figures = Object.fromEntries(Object.entries(services).map(([name, all]) => [name, summary(all)]));
  const each = Object.values(figures);
  return {
    ...{ id: 'P11', what: 'process start to ready, and memory at rest', aim: `≤ ${MOST_MS / 1000} s, ≤ ${MOST_MIB} MiB` },
    isMet: each.every(({ readyMs, restingMiB }) => readyMs <= MOST_MS && !(restingMiB > MOST_MIB)),
    isWide: each.some((one) => one.spread > WIDE),
    figures,
    notes: Object.entries(figures).map(([name, { readyMs, spread: apart, restingMiB }]) =>
      `${name}: ready after ${readyMs.toFixed(0)} ms (spread ${(apart * 100).toFixed(0)} %), ${restingMiB?.toFixed(0) ?? '?'} MiB at rest`),
  };
}

async function startOnce(stack, service) {
  const { child, startedAt, readyAt } = await stack.startBeside({ service, name: `started-${service}` });
  await sleep(REST_MS);
  const { residentMiB } = usageOf({ [service]: child.pid })?.[service] ?? {};
  await child.stop();
  return { readyMs: readyAt - startedAt, residentMiB };
}

function summary(all) {
  const times = all.map(({ readyMs }) => readyMs);
  const memory = all.map(({ residentMiB }) => residentMiB).filter(Boolean);
  return { readyMs: median(times), spread: spread(times), restingMiB: memory.length > 0 ? median(memory) : undefined, starts: all.length };
}
