import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../../lib/fault.mjs';
import { ROOT } from '../../lib/paths.mjs';
import { agreement, keyOf, resultIn } from './compare.mjs';
import { isSameMachine, keptRuns } from './kept.mjs';
import { listed, mib, ms, rate } from './lines.mjs';

const FILE = path.join(ROOT, 'docs', 'performance.md');
const [BEGIN, END] = ['<!-- measured -->', '<!-- /measured -->'];
/** Fewer are for trying whether it works. */
const LEAST_ROUNDS = 5;

/** `--write`: the last result of each kind that was kept of this machine, into docs/performance.md. @returns {string} what it wrote */
export function writePage() {
  const page = fs.readFileSync(FILE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Fault(`docs/performance.md lacks ${BEGIN} and ${END}: put them where the figures shall stand.`);
  const { machine, entries } = lastResults();
  fs.writeFileSync(FILE, `${before}${BEGIN}\n\n${textOf(machine, entries)}\n\n${END}${after}`);
  return `${entries.length} results are in docs/performance.md`;
}

function lastResults() {
  const runs = keptRuns().filter(({ wishes }) => wishes.rounds >= LEAST_ROUNDS);
  if (runs.length === 0) throw new Fault(`No run of ${LEAST_ROUNDS} rounds is kept in bench/results: \`npm run bench\` makes one.`);
  const comparable = runs.filter((run) => isSameMachine(run, runs[0]));
  const keys = new Set(comparable.flatMap(({ results, wishes }) => results.map((result) => keyOf(result, wishes))));
  const entries = [...keys].sort(byNumber).map((key) => {
    const [last, earlier] = comparable.map((run) => resultIn(run, key)).filter(Boolean);
    return { key, result: last, earlier };
  });
  return { machine: runs[0].machine, entries };
}

/** P2 before P11. */
function byNumber(one, other) {
  return one.localeCompare(other, 'en', { numeric: true });
}

function textOf({ model, cores, memoryGiB, node, platform }, entries) {
  const rates = entries.filter(({ result }) => result.ratio !== undefined);
  const costly = entries.filter(({ result }) => result.costs?.cpuMs);
  const noted = entries.filter(({ result }) => result.notes);
  return [
    `${cores} cores of ${model.trim()}, ${memoryGiB} GiB, Node ${node}, ${platform}. Rates are this machine's; ratios hold elsewhere.`,
    table(['id', 'limit', 'product', 'ratio', 'spread', 'p50, p99', 'aim', 'the run before'], rates.map(rateRow)),
    'What a request costs:',
    table(['id', 'statements', 'round trips', 'commits', 'CPU', 'memory'], costly.map(costRow)),
    ...noted.map(notesOf),
  ].join('\n\n');
}

function rateRow({ key, result, earlier }) {
  const { limitPerSecond, productPerSecond, ratio, spread, isWide, p50ms, p99ms, busyP50ms, busyP99ms, aim } = result;
  const times = [[p50ms, p99ms], [busyP50ms, busyP99ms]].filter(([half]) => half !== undefined).map(([half, most]) => `${ms(half)}, ${ms(most)}`);
  return [
    key,
    limitPerSecond === undefined ? '–' : rate(limitPerSecond),
    productPerSecond === undefined ? '–' : rate(productPerSecond),
    (ratio ?? Number.NaN).toFixed(2),
    `${(spread * 100).toFixed(0)} %${isWide ? ': too wide' : ''}`,
    times.join('; at once ') || '–',
    `${aim}: ${metIn(result)}`,
    earlier ? agreement(result, earlier) : 'none kept',
  ];
}

function costRow({ key, result: { costs } }) {
  const { statements = '–', roundTrips = '–', commits, cpuMs, residentMiB } = costs;
  return [key, statements, roundTrips, commits?.toFixed(1) ?? '–', listed(cpuMs, ms), listed(residentMiB, mib)];
}

function notesOf({ key, result: { what, aim, isMet, isWide, notes } }) {
  const verdict = aim ? ` (aim ${aim}: ${metIn({ isMet })})` : '';
  const warning = isWide ? ['- The rounds lay too far apart to conclude anything.'] : [];
  return [`**${key}**, ${what}${verdict}:`, '', ...notes.map((note) => `- ${note}`), ...warning].join('\n');
}

const metIn = ({ isMet }) => (isMet ? 'met' : 'not met');

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
