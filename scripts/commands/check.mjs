import { STEPS, programOf } from '../lib/check/steps.mjs';
import { onCallerEnds } from '../lib/process/caller.mjs';
import { endRuns, run } from '../lib/process/run.mjs';
import { ROOT } from '../lib/paths.mjs';

const AT_ONCE = 2;
const LIMIT_SECONDS = 240;
const SILENCE_MS = 8000;

/** `npm run check`: types, lint, boundaries, unused code, pages and unit tests, two at a time, up to the first failure. */
export async function main() {
  onCallerEnds(endRuns);
  const began = Date.now();
  const waiting = [...STEPS];
  const active = new Set();
  let failed = null;

  const talk = setInterval(() => console.log(`… ${[...active].join(', ')} (${since(began)} s)`), SILENCE_MS);
  const takeSteps = async () => {
    while (waiting.length > 0 && !failed) {
      const step = waiting.shift();
      active.add(step.name);
      const isGood = await perform(step, () => failed !== null);
      active.delete(step.name);
      if (isGood || failed) continue;
      failed = step;
      await endRuns();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeSteps));
  clearInterval(talk);
  console.log(failed ? `check: ${failed.name} failed` : `check: all good in ${since(began)} s`);
  return failed ? 1 : 0;
}

async function perform(step, isOver) {
  const began = Date.now();
  const args = [programOf(step), ...step.args];
  const env = { ...process.env, NO_COLOR: '1' };
  const { code, output, isLate } = await run(process.execPath, args, { cwd: ROOT, env, limitSeconds: LIMIT_SECONDS });
  if (isOver()) return false; // Ended for the failure of another step, which is told already.
  if (code !== 0) console.log(output.trim());
  const verdict = isLate ? `not done within ${LIMIT_SECONDS} s` : 'FAILED';
  console.log(`${code === 0 ? 'ok    ' : verdict} ${step.name}, ${since(began)} s`);
  return code === 0;
}

function since(began) {
  return ((Date.now() - began) / 1000).toFixed(1);
}
