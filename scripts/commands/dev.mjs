import { Fault } from '../lib/fault.mjs';
import { callerEnvironment } from '../lib/environment.mjs';
import { onCallerEnds } from '../lib/process/caller.mjs';
import { createLog } from '../lib/progress.mjs';
import { followLogs } from '../lib/stack/follow-logs.mjs';
import { LastingStack } from '../lib/stack/lasting-stack.mjs';
import { placesOf } from '../lib/stack/places.mjs';
import { reloadOnChange } from '../lib/watch.mjs';

/** `npm run dev`: the stack of `npm run up` in the foreground, built and started again when a source changes. */
export async function main() {
  await develop({ purpose: 'dev', services: ['worker', 'api'] });
}

/** @param {{ purpose: string, services: ('api' | 'worker')[] }} options */
export async function develop(options) {
  const log = createLog('dev');
  const stack = new LastingStack(log);
  onCallerEnds(() => stack.stop());
  void stack.stopAsked.then(() => stack.stop()).then(() => process.exit(0));
  try {
    const info = await stack.start(options);
    for (const line of await placesOf(info, callerEnvironment())) console.log(line);
    followLogs(info.dataDir, console.log);
    reloadOnChange(stack, log);
    throw new Fault(await stack.ended);
  } catch (error) {
    await stack.stop();
    if (error.name !== 'Fault') throw error;
    console.error(error.message);
    process.exit(1);
  }
}
