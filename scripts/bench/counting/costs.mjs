import { median } from '../../lib/load/statistics.mjs';
import { withoutWorker } from '../machine/halted.mjs';
import { isFrame, startCountingApi } from './counting-api.mjs';

const TIMES = 5;

/**
 * @typedef {object} Costs of one request
 * @property {number} statements without those that begin and end transactions
 * @property {number} roundTrips to PostgreSQL
 * @property {number} commits that wrote
 * @property {string[]} names of the statements of the last one; the text where a statement has no name
 */

/**
 * Counts what a request asks of PostgreSQL, one after the other and outside the timed rounds.
 *
 * @param {object} bench @param {(call: Function, index: number) => Promise<unknown>} request
 * @returns {Promise<Costs>}
 */
export async function costsOf({ stack, query }, request) {
  const counting = await startCountingApi(stack);
  try {
    // Transactions that wrote are told by the ids that they took; the worker, which has work of its own, takes none while it is halted.
    return await withoutWorker(stack, () => counted({ counting, query, request }));
  } finally {
    await counting.stop();
  }
}

async function counted({ counting, query, request }) {
  // The first one connects and prepares.
  await request(counting.call, 0);
  const before = await nextTransaction(query);
  const counts = [];
  for (let index = 1; index <= TIMES; index += 1) counts.push(countOf(await counting.recorded(() => request(counting.call, index))));
  const commits = ((await nextTransaction(query)) - before) / TIMES;
  const of = (key) => median(counts.map((count) => count[key]));
  return { statements: of('statements'), roundTrips: of('roundTrips'), commits, names: counts.at(-1).names };
}

function countOf(sent) {
  const names = sent.filter((one) => !isFrame(one)).map(({ name, text }) => name ?? text);
  return { statements: names.length, roundTrips: sent.length, names };
}

async function nextTransaction(query) {
  const [{ next }] = await query('select pg_snapshot_xmax(pg_current_snapshot())::text::float8 as next');
  return next;
}
