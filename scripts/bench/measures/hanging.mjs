import { quantile } from '../../lib/load/statistics.mjs';
import { startMeter } from '../machine/meter.mjs';
import { ratioFacts, ratiosOf } from '../rounds.mjs';
import { arrivalAfter, openWebhooks, sendTest } from '../webhooks.mjs';

const RECEIVERS = 50;
const HANGING = 5;
const WIDE = 0.5;

/**
 * A test event to each of 50 receivers at once, each of a user of its own, of which five never answer: when it is at the others,
 * against the same without the five.
 */
export async function hanging(bench) {
  const { people, call } = bench;
  const { log, rounds, pids } = bench.rounds;
  const receivers = await openWebhooks(bench, people.slice(0, RECEIVERS), HANGING);
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
    log(`hanging, round ${round}: p95 ${quantile(without.at(-1), 0.95).toFixed(0)} ms without those that hang, ${quantile(beside.at(-1), 0.95).toFixed(0)} beside them`);
  }
  const p95s = (all) => all.map((times) => quantile(times, 0.95));
  const facts = ratioFacts(ratiosOf(p95s(beside), p95s(without)), WIDE);
  const [quiet, busy] = [without, beside].map((all) => all.flat().sort((one, other) => one - other));
  return {
    ...{ id: 'hanging', what: `a webhook at ${RECEIVERS - HANGING} receivers beside ${HANGING} that hang, against the same without those (p95)`, aim: '≤ 2' },
    ...{ ...facts, isMet: facts.ratio <= 2, costs: meter.reading() },
    ...{ p50ms: quantile(quiet, 0.5), p99ms: quantile(quiet, 0.99), busyP50ms: quantile(busy, 0.5), busyP99ms: quantile(busy, 0.99) },
  };
}

/** From the answer to the test's request to the event at the receiver, in ms; null for one that hangs, which nobody waits for. */
async function latency(call, receiver) {
  const before = receiver.received.length;
  await sendTest(call, receiver);
  const asked = performance.now();
  return receiver.hangs ? null : Math.max(0, (await arrivalAfter(receiver.received, before)) - asked);
}
