import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../lib/load/statistics.mjs';
import { costsOf } from '../counting/costs.mjs';
import { bareMailsPerSecond } from '../limits/mails.mjs';
import { withoutWorker } from '../machine/halted.mjs';
import { takeTurns } from '../rounds.mjs';

const LIMIT_MS = 60_000;
const IDLE_MAILS = 40;
const TEXT = 'Somebody asked for a new password. '.repeat(20);

/**
 * P8: from the answer of a request, whose transaction is committed then, to the DATA of its mail, one by one and many at
 * once; and as many mails as there are people, which wait for one worker, whose rate is held against nodemailer alone.
 */
export async function delivery(bench) {
  const { people, log } = bench;
  const costs = await requestCosts(bench);
  const idle = await oneByOne(bench);
  log(`P8 one by one: p50 ${quantile(idle, 0.5).toFixed(0)} ms, p99 ${quantile(idle, 0.99).toFixed(0)} ms`);
  const { times: busy, costs: used, ...facts } = await atOnce(bench);
  return {
    ...{ id: 'P8', what: `a mail from commit to SMTP DATA, and ${people.length} that wait for one worker` },
    ...{ aim: 'p99 ≤ 250 ms idle; ≥ 0.5', isMet: quantile(idle, 0.99) <= 250 && facts.ratio >= 0.5, ...facts },
    ...{ p50ms: quantile(idle, 0.5), p99ms: quantile(idle, 0.99), busyP50ms: quantile(busy, 0.5), busyP99ms: quantile(busy, 0.99) },
    costs: { ...costs, ...used },
  };
}

async function requestCosts(bench) {
  const { people, mails } = bench;
  const asked = new Set();
  const costs = await costsOf(bench, (call, index) => {
    asked.add(people[index].email);
    return ask(call, people[index]);
  });
  await Promise.all([...asked].map((email) => arrival(mails, email)));
  return costs;
}

/** @returns {Promise<number[]>} ms, the shortest first */
async function oneByOne({ people, call, mails }) {
  mails.arrivals.clear();
  const times = [];
  for (const person of people.slice(0, IDLE_MAILS)) {
    const { email, at } = await ask(call, person);
    times.push(Math.max(0, (await arrival(mails, email)) - at));
  }
  return times.sort((one, other) => one - other);
}

function atOnce({ stack, people, call, mails, rounds }) {
  const all = async () => ({ ends: await Promise.all(people.map(({ email }) => arrival(mails, email))), answered: people.length });
  const turn = async (watch) => {
    const limit = await bareMailsPerSecond({ port: mails.port, count: people.length, text: TEXT });
    // Each address gets one mail a round, and what it got before is forgotten.
    mails.arrivals.clear();
    await withoutWorker(stack, () => Promise.all(people.map((person) => ask(call, person))));
    const began = performance.now();
    const { ends } = await watch(all);
    const perSecond = people.length / ((Math.max(...ends) - began) / 1000);
    return { limit, perSecond, times: await latenciesAtOnce(people, call, mails) };
  };
  return takeTurns({ ...rounds, id: 'P8', turn });
}

/** From the answer of each request to the DATA of its mail, while all are asked for at once. */
async function latenciesAtOnce(people, call, mails) {
  mails.arrivals.clear();
  const asked = await Promise.all(people.map((person) => ask(call, person)));
  const ends = await Promise.all(asked.map(({ email }) => arrival(mails, email)));
  return ends.map((end, index) => Math.max(0, end - asked[index].at));
}

async function ask(call, { email }) {
  await call('POST', '/api/auth/forgot-password', { body: { email } });
  return { email, at: performance.now() };
}

async function arrival({ arrivals }, email) {
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; await sleep(1)) {
    const [at] = arrivals.get(email) ?? [];
    if (at !== undefined) return at;
  }
  throw new Error(`No mail came to ${email} within a minute.`);
}
