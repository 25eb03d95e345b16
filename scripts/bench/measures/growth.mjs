import { setTimeout as sleep } from 'node:timers/promises';
import { median, spread } from '../../lib/load/statistics.mjs';
import { openSize } from '../growth/open-size.mjs';
import { renewSessions, ROUTES } from '../growth/routes.mjs';

const SMALL = 1000;
const TIMES = 20;
const MOST = 1.2;
const WIDE = 0.25;
/** Of fewer rows a scan is the quickest way. */
const BIG_ROWS = 10_000;
/** PostgreSQL tells what a connection scanned a second later at most. */
const TOLD_MS = 2000;

/** P7: the time of each route with many users and events, against that with a thousand, by turns. */
export async function growth({ wishes, log, undo }) {
  // The large one first, which takes its time to fill: the tokens of the other's people would run out meanwhile.
  const sizes = { large: wishes.users, small: SMALL };
  const opened = {};
  for (const [name, users] of Object.entries(sizes)) opened[name] = await openSize({ users, events: wishes.events, wishes, log, undo });
  await round(opened);
  const before = await scansOf(opened.large);
  const rounds = [];
  for (let count = 1; count <= wishes.rounds; count += 1) {
    // Who is asked first changes, so that neither finds a machine that the other has warmed.
    rounds.push(await round(opened, count % 2 === 0));
    log(`P7 round ${count} of ${wishes.rounds} is done`);
  }
  const scanned = await newScans(opened.large, before);
  const routes = Object.keys(ROUTES).map((route) => summary(route, rounds));
  const ratios = routes.map(({ ratio }) => ratio);
  return {
    ...{ id: 'P7', what: `each route with ${wishes.users} users and ${wishes.users * wishes.events} events, against ${SMALL} and ${SMALL * wishes.events}` },
    ...{ aim: `≤ ${MOST} × the time`, isMet: ratios.every((one) => one <= MOST) && scanned.length === 0 },
    ...{ worst: Math.max(...ratios), isWide: routes.some((one) => one.spread > WIDE), routes, scanned, notes: notesOf(routes, scanned) },
  };
}

/** @returns {Promise<Record<string, Record<string, number>>>} median ms by size and route */
async function round(opened, isReversed) {
  const figures = {};
  const sizes = isReversed ? Object.entries(opened).reverse() : Object.entries(opened);
  for (const [name, size] of sizes) {
    await renewSessions(size);
    figures[name] = {};
  }
  for (const [route, { before, ask }] of Object.entries(ROUTES)) {
    for (const [name, size] of sizes) figures[name][route] = await timed(size, before, ask);
  }
  return figures;
}

async function timed(size, before, ask) {
  const times = [];
  for (let index = 0; index < TIMES; index += 1) {
    const prepared = await before?.(size, index);
    const asked = performance.now();
    await ask(size, index, prepared);
    times.push(performance.now() - asked);
  }
  return median(times);
}

function summary(route, rounds) {
  const ratios = rounds.map(({ small, large }) => large[route] / small[route]);
  const of = (size) => median(rounds.map((one) => one[size][route]));
  return { route, smallMs: of('small'), largeMs: of('large'), ratio: median(ratios), spread: spread(ratios) };
}

/** How often each big table was read as a whole so far. */
async function scansOf({ query }) {
  await sleep(TOLD_MS);
  const rows = await query('select relname, seq_scan::float8 as scans from pg_stat_user_tables where n_live_tup > $1', [BIG_ROWS]);
  return new Map(rows.map(({ relname, scans }) => [relname, scans]));
}

async function newScans(size, before) {
  const after = await scansOf(size);
  return [...after].filter(([table, scans]) => scans > (before.get(table) ?? 0)).map(([table]) => table);
}

function notesOf(routes, scanned) {
  const line = ({ route, smallMs, largeMs, ratio, spread: apart }) =>
    `${route}: ${smallMs.toFixed(1)} ms, then ${largeMs.toFixed(1)} ms: × ${ratio.toFixed(2)} (spread ${(apart * 100).toFixed(0)} %)`;
  const scans = scanned.length > 0 ? `read as a whole meanwhile: ${scanned.join(', ')}` : 'no big table was read as a whole meanwhile';
  return [...routes.map(line), scans];
}
