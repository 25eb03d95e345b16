import { setTimeout as sleep } from 'node:timers/promises';
import { bareMailsPerSecond } from '../limits/mails.mjs';
import { median, quantile, spread } from '../../lib/load/statistics.mjs';

const LIMIT_MS = 60_000;
const IDLE_MAILS = 40;
const TEXT = 'Somebody asked for a new password. '.repeat(20);

/**
 * P8: from the answer of a request, whose transaction is committed then, to the DATA of its mail: one by one, and many at once,
 * whose rate is held against nodemailer alone.
 */
export async function delivery(bench) {
  const { people, call, mails } = bench;
  const { log, rounds } = bench.rounds;
  // Each address gets one mail a round, and what it got before is forgotten.
  const begin = () => mails.arrivals.clear();
  const ask = async ({ email }) => {
    await call('POST', '/api/auth/forgot-password', { body: { email } });
    return { email, at: performance.now() };
  };
  begin();
  await arrival(mails, (await ask(people[0])).email);

  begin();
  const idle = [];
  for (const person of people.slice(1, 1 + IDLE_MAILS)) {
    const { email, at } = await ask(person);
    idle.push(Math.max(0, (await arrival(mails, email)) - at));
  }
  idle.sort((one, other) => one - other);
  log(`P8 one by one: p50 ${quantile(idle, 0.5).toFixed(0)} ms, p99 ${quantile(idle, 0.99).toFixed(0)} ms`);

  const [rates, limits, busy] = [[], [], []];
  for (let round = 1; round <= rounds; round += 1) {
    limits.push(await bareMailsPerSecond({ port: mails.port, count: people.length, text: TEXT }));
    begin();
    const began = performance.now();
    const asked = await Promise.all(people.map(ask));
    const ends = await Promise.all(asked.map(({ email }) => arrival(mails, email)));
    rates.push(people.length / ((Math.max(...ends) - began) / 1000));
    busy.push(...ends.map((end, index) => Math.max(0, end - asked[index].at)));
    log(`P8 round ${round}: limit ${limits.at(-1).toFixed(0)}, worker ${rates.at(-1).toFixed(0)} mails a second`);
  }
  busy.sort((one, other) => one - other);
  const ratios = rates.map((rate, index) => rate / limits[index]);
  return {
    id: 'P8',
    what: `a mail from commit to SMTP DATA, and ${people.length} at once`,
    aim: 'p99 ≤ 250 ms idle; ≥ 0.5',
    limitPerSecond: median(limits),
    productPerSecond: median(rates),
    ratio: median(ratios),
    spread: spread(ratios),
    isWide: spread(ratios) > 0.25,
    isMet: quantile(idle, 0.99) <= 250 && median(ratios) >= 0.5,
    p50ms: quantile(idle, 0.5),
    p99ms: quantile(idle, 0.99),
    busyP50ms: quantile(busy, 0.5),
    busyP99ms: quantile(busy, 0.99),
  };
}

async function arrival({ arrivals }, email) {
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; await sleep(1)) {
    const [at] = arrivals.get(email) ?? [];
    if (at !== undefined) return at;
  }
  throw new Error(`No mail came to ${email} within a minute.`);
}
