import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../lib/load/statistics.mjs';
import { startMeter } from '../machine/meter.mjs';
import { reviveSessions } from '../people.mjs';
import { ratioFacts, ratiosOf } from '../rounds.mjs';

const RECEIVERS = 50;
const HANGING = 5;
const LIMIT_MS = 60_000;
const WIDE = 0.5;

/**
 * P9: a test event to each of 50 receivers at once, each of a user of its own, of which five never answer: when it is at the others,
 * against the same without the five.
 */
export async function webhooks(bench) {
  const { people, call, query } = bench;
  const { log, rounds, pids } = bench.rounds;
  await reviveSessions(query);
  const receivers = await Promise.all(people.slice(0, RECEIVERS).map(async (person, index) => {
    const receiver = bench.receivers.open(index < HANGING);
    await query('update sessions set auth_time = now() where user_id = (select id from users where email = $1)', [person.email]);
    const { data } = await call('POST', '/api/webhooks', { token: person.token, body: { url: receiver.url, events: ['user.logout'] } });
    return { ...receiver, person, id: data.id };
  }));
  const turn = async (withHanging) => {
    const asked = withHanging ? receivers : receivers.slice(HANGING);
    const times = await Promise.all(asked.map((one) => latency(call, one)));
    return times.filter((ms) => ms !== null).sort((one, other) => one - other);
  };
  await turn(false);
  const meter = startMeter(pids);
  const [without, beside] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    without.push(await turn(false));
    await meter.round(async () => {
      beside.push(await turn(true));
      return { answered: RECEIVERS };
    });
    log(`P9 round ${round}: p95 ${quantile(without.at(-1), 0.95).toFixed(0)} ms without those that hang, ${quantile(beside.at(-1), 0.95).toFixed(0)} beside them`);
  }
  const p95s = (all) => all.map((times) => quantile(times, 0.95));
  const facts = ratioFacts(ratiosOf(p95s(beside), p95s(without)), WIDE);
  const [quiet, busy] = [without, beside].map((all) => all.flat().sort((one, other) => one - other));
  return {
    ...{ id: 'P9', what: `a webhook at ${RECEIVERS - HANGING} receivers beside ${HANGING} that hang, against the same without those (p95)`, aim: '≤ 2' },
    ...{ ...facts, isMet: facts.ratio <= 2, costs: meter.reading() },
    ...{ p50ms: quantile(quiet, 0.5), p99ms: quantile(quiet, 0.99), busyP50ms: quantile(busy, 0.5), busyP99ms: quantile(busy, 0.99) },
  };
}

/** From the answer to the test's request to the event at the receiver, in ms; null for one that hangs, which nobody waits for. */
async function latency(call, { person, id, received, hangs }) {
  const before = received.length;
  await call('POST', `/api/webhooks/${id}/test`, { token: person.token, body: {} });
  const asked = performance.now();
  if (hangs) return null;
  for (const end = asked + LIMIT_MS; performance.now() < end; await sleep(1)) {
    if (received.length > before) return Math.max(0, received[before] - asked);
  }
  throw new Error('No webhook came within a minute.');
}
