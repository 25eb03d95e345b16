import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../fault.mjs';
import { ROOT } from '../paths.mjs';
import { run } from '../process/run.mjs';
import { patiently } from '../progress.mjs';
import { listensOn } from '../process/listens-on.mjs';
import { readSince, reasonIn } from '../servers/log-tail.mjs';

const MIGRATE_SECONDS = 120;
const READY_SECONDS = 60;

/** Runs the migrations of a build. */
export async function migrate({ build, env, log }) {
  const script = path.join(build, 'libs', 'database', 'src', 'cli', 'migrate.js');
  const work = run(process.execPath, [script, 'run'], { cwd: ROOT, env, limitSeconds: MIGRATE_SECONDS });
  const remedy = 'see whether another process holds the migration lock';
  const { code, output } = await patiently({ log, doing: 'migrating', limitSeconds: MIGRATE_SECONDS + 5, remedy }, work);
  if (code !== 0) throw new Fault(`The migrations failed: ${reasonIn(output)}; correct that and run it again.`);
  log('the database has all migrations');
}

/**
 * Starts the api or the worker of a build.
 *
 * @param {{ name: string, service?: 'api' | 'worker', build: string, env: object, logFile: string,
 *   crew: import('../process/crew.mjs').Crew, nodeArgs?: string[] }} options `service`: the name, unless said
 */
export function startService({ name, service = name, build, env, logFile, crew, nodeArgs = [] }) {
  const main = path.join(build, 'apps', service, 'src', 'main.js');
  const stopSeconds = 15;
  return crew.start({ name, command: process.execPath, args: [...nodeArgs, main], cwd: ROOT, env, logFile, stopSeconds });
}

/** Waits until a service itself, and no stranger on its port, answers `/health/ready` with 200. @param {{ child: object, url: string, log: Function, everyMs?: number }} options */
export async function waitUntilReady({ child, url, log, everyMs = 100 }) {
  const remedy = `look into ${child.logFile}`;
  const doing = { log, doing: `waiting for the ${child.name}`, limitSeconds: READY_SECONDS, remedy };
  const wait = { isOver: false };
  try {
    await patiently(doing, readiness({ child, url, everyMs }, wait));
  } finally {
    wait.isOver = true;
  }
  log(`the ${child.name} is ready on ${url}`);
}

async function readiness({ child, url, everyMs }, wait) {
  while (!wait.isOver) {
    if (child.hasExited) throw endedAtStart(child);
    if ((await isReady(url)) && listensOn(child.pid, Number(new URL(url).port)) !== false) return;
    await Promise.race([sleep(everyMs), child.exited]);
  }
}

function endedAtStart(child) {
  const reason = reasonIn(readSince(child.logFile, child.logStart)).replace(/[.:;\s]+$/, '');
  return new Fault(`The ${child.name} ended while starting: ${reason}; its log is ${child.logFile}.`);
}

async function isReady(url) {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}
