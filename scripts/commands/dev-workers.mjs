import { Fault } from '../lib/fault.mjs';
import { callerEnvironment } from '../lib/environment.mjs';
import { createLog } from '../lib/progress.mjs';
import { nextFreePort } from '../lib/servers/ports.mjs';
import { followLogs } from '../lib/stack/follow-logs.mjs';
import { LocalStack } from '../lib/stack/local-stack.mjs';
import { findRunningStack } from '../lib/stack/running.mjs';
import { secretsOf } from '../lib/stack/secrets.mjs';
import { withCrew } from '../lib/stack/start.mjs';
import { reloadOnChange } from '../lib/watch.mjs';
import { develop } from './dev.mjs';

/**
 * `npm run dev:workers`: one more worker, watched, on the servers of the stack that runs; without one, servers and a
 * worker alone.
 */
export async function main() {
  const env = callerEnvironment();
  const running = await findRunningStack(env);
  if (!running) return develop({ purpose: 'dev', services: ['worker'] });

  const log = createLog('dev:workers');
  const wishes = { databaseUrl: running.databaseUrl, redis: running.redisUrl ? 'given' : 'off', redisUrl: running.redisUrl };
  const secrets = secretsOf(running.dataDir);
  const metrics = { WORKER_METRICS_PORT: String(await nextFreePort(9465)) };
  const servicePorts = { api: running.port, worker: await nextFreePort(3002), metrics };
  await withCrew({ purpose: 'workers', env, log }, async (plan) => {
    const stack = new LocalStack({ ...plan, wishes, secrets, services: ['worker'], servicePorts });
    await stack.start();
    followLogs(plan.dataDir, console.log);
    reloadOnChange(stack, log);
    throw new Fault(await stack.ended);
  });
}
