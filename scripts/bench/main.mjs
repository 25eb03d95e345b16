import { Fault } from '../lib/fault.mjs';
import { memoryCostIn } from '../lib/load/memory-cost.mjs';
import { valuesOf, wholeIn } from '../lib/options.mjs';
import { createLog } from '../lib/progress.mjs';
import { MEASURES } from './measures.mjs';
import { printTable } from './report.mjs';
import { comparison } from './results/compare.mjs';
import { keepRun } from './results/kept.mjs';
import { writePage } from './results/page.mjs';
import { openStage } from './stage.mjs';

const OPTIONS = {
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '5' },
  people: { type: 'string', default: '200' },
  'memory-cost': { type: 'string', default: '65536' },
  'storm-seconds': { type: 'string', default: '60' },
  users: { type: 'string', default: '1000000' },
  events: { type: 'string', default: '10' },
  compare: { type: 'boolean' },
  write: { type: 'boolean' },
};
/** One for each mail of P8 and each receiver of P9. */
const LEAST_PEOPLE = 50;

/**
 * `npm run bench [-- P1 P2 …]`: what the service does a second, held against the smallest program that does the same
 * unavoidable work, by turns on the same machine. PostgreSQL writes through to the disk. `--compare` sets the results beside those
 * of the run before; `--write` measures nothing and puts what is kept into docs/performance.md.
 */
export async function main(args) {
  const { values, positionals } = valuesOf(args, OPTIONS);
  if (values.write) {
    console.log(`${writePage()}.`);
    return 0;
  }
  const wishes = {
    rounds: wholeIn(values, 'rounds', 1),
    seconds: wholeIn(values, 'seconds', 1),
    people: wholeIn(values, 'people', LEAST_PEOPLE),
    memoryCost: memoryCostIn(values),
    stormSeconds: wholeIn(values, 'storm-seconds', 1),
    users: wholeIn(values, 'users', 2000),
    events: wholeIn(values, 'events', 1),
  };
  const unknown = positionals.find((id) => !MEASURES[id]);
  if (unknown) throw new Fault(`"${unknown}" is not measured here: use ${Object.keys(MEASURES).join(', ')}, or nothing for all.`);
  const { results, failed } = await measure(positionals.length > 0 ? positionals : Object.keys(MEASURES), wishes);
  if (results.length === 0) throw new Fault('Nothing could be measured: what is said above is why.');
  printTable(results);
  const run = keepRun(wishes, results);
  if (values.compare) console.log(['', 'Beside the run before:', ...comparison(run)].join('\n'));
  console.log(`\nKept in ${run.file}.`);
  if (failed.length === 0) return 0;
  console.log(`Not measured: ${failed.join(', ')}. What is said above is why.`);
  return 1;
}

/** One that fails, as on a machine that is too busy to serve, takes nothing from those that are done. */
async function measure(ids, wishes) {
  const log = createLog('bench');
  const undo = [];
  let [opening, isStageMissing] = [null, false];
  const open = () => openStage({ wishes, log, undo }).catch((error) => {
    isStageMissing = true;
    throw error;
  });
  const stage = () => (opening ??= open());
  const [results, failed] = [[], []];
  try {
    for (const id of ids) {
      const done = MEASURES[id]({ wishes, log, undo, stage });
      await done.then((result) => results.push(result), (error) => {
        if (isStageMissing) throw error;
        log(`${id} could not be measured: ${error.message}`);
        failed.push(id);
      });
    }
    return { results, failed };
  } finally {
    for (const one of undo.reverse()) await one();
  }
}
