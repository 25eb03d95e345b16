import { quantile } from '../../lib/load/statistics.mjs';
import { barePostsPerSecond } from '../limits/posts.mjs';
import { withoutWorker } from '../machine/halted.mjs';
import { takeTurns } from '../rounds.mjs';
import { arrivalAfter, openWebhooks, sendTest } from '../webhooks.mjs';

/** As many of one queue as the worker has under way at once. */
const IN_FLIGHT = 128;
const BODY = JSON.stringify({ id: '0'.repeat(36), type: 'webhook.test', event: 'webhook.test', data: { text: 'x'.repeat(200) } });

/** P9: an event to each of as many webhooks as there are people, which wait for one worker, against the same posts alone. */
export async function webhooks(bench) {
  const { stack, people, call } = bench;
  const receivers = await openWebhooks(bench, people, 0);
  const posts = { url: bench.receivers.open(false).url, count: people.length, body: BODY, inFlight: IN_FLIGHT };
  const all = async () => ({ answered: people.length, ends: await Promise.all(receivers.map(({ received }) => arrivalAfter(received, 0))) });
  const turn = async (watch) => {
    const limit = await barePostsPerSecond(posts);
    for (const { received } of receivers) received.length = 0;
    await withoutWorker(stack, () => Promise.all(receivers.map((one) => sendTest(call, one))));
    const began = performance.now();
    const { ends } = await watch(all);
    return { limit, perSecond: people.length / ((Math.max(...ends) - began) / 1000), times: ends.map((end) => end - began) };
  };
  const { times, ...facts } = await takeTurns({ ...bench.rounds, id: 'P9', turn });
  return {
    ...{ id: 'P9', what: `webhooks to ${people.length} receivers that wait for one worker`, aim: '≥ 0.4', isMet: facts.ratio >= 0.4 },
    ...{ ...facts, p50ms: quantile(times, 0.5), p99ms: quantile(times, 0.99) },
  };
}
