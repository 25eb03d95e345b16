import { setTimeout as sleep } from 'node:timers/promises';
import { callerEnvironment } from '../lib/environment.mjs';
import { Fault } from '../lib/fault.mjs';
import { flagsOf } from '../lib/options.mjs';
import { onCallerEnds } from '../lib/process/caller.mjs';
import { createLog, patiently } from '../lib/progress.mjs';
import { followLogs } from '../lib/stack/follow-logs.mjs';
import { lastingFolder } from '../lib/stack/data-folder.mjs';
import { launchSupervisor } from '../lib/stack/launch.mjs';
import { askStack } from '../lib/stack/record.mjs';
import { placesOf } from '../lib/stack/places.mjs';

/** `npm run up`: starts the stack under a supervisor and returns when it is ready; `--attach` stays with its logs. */
export async function main(args) {
  const flags = flagsOf(args, ['attach', 'fresh', 'wait']);
  const env = callerEnvironment();
  const log = createLog('up');
  const running = await whatRuns(await lastingFolder(env), log);
  if (running) return sayThatItRuns(running, env, flags);

  const options = { purpose: 'up', isFresh: flags.has('fresh'), isAttached: flags.has('attach') };
  const supervisor = await launchSupervisor(options, await lastingFolder(env), log);
  const stopWatching = onCallerEnds(() => supervisor.stop());
  const info = await supervisor.ready;
  for (const line of await placesOf(info, env)) console.log(line);
  if (!flags.has('attach')) {
    stopWatching();
    return supervisor.leave();
  }
  const stopFollowing = followLogs(info.dataDir, console.log);
  const { reason, isFailure } = await supervisor.ended;
  stopFollowing();
  if (isFailure) throw new Fault(reason);
  console.log(reason);
}

/** Waits for one that another `up` starts at this moment. */
async function whatRuns(folder, log) {
  const wait = async () => {
    for (;;) {
      const answer = await askStack(folder);
      if (!answer || answer.phase === 'ready') return answer?.stack ?? null;
      await sleep(250);
    }
  };
  const remedy = 'end it with `npm run down`';
  return patiently({ log, doing: 'waiting for the stack that another command starts or ends', limitSeconds: 180, remedy }, wait());
}

async function sayThatItRuns(info, env, flags) {
  if (flags.has('fresh')) throw new Fault(`Countersign runs on ${info.apiUrl}: end it with \`npm run down\` before --fresh.`);
  for (const line of await placesOf(info, env, 'Countersign runs already.')) console.log(line);
  return 0;
}
