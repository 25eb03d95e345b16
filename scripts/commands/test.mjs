import path from 'node:path';
import { buildCopy } from '../lib/build/build.mjs';
import { Fault } from '../lib/fault.mjs';
import { createLog } from '../lib/progress.mjs';
import { openServers } from '../lib/stack/open-servers.mjs';
import { withCrew } from '../lib/stack/start.mjs';
import { testEnvironment } from '../lib/test/environment.mjs';
import { recordModules } from '../lib/test/record-modules.mjs';
import { runJest } from '../lib/test/run-jest.mjs';
import { SUITES } from '../lib/test/suites.mjs';
import { countResult, lastLine } from '../lib/test/summary.mjs';

/**
 * `npm test` and its sisters: a build and servers of their own, one Jest run, nothing left behind.
 *
 * @param {string[]} args name of a suite (see suites.mjs), then arguments for Jest
 * @returns {Promise<number>} exit code; the last line printed is `Tests: N passed, N failed`, in watch mode none
 */
export async function main([name = 'all', ...jestArgs]) {
  const suite = SUITES[name];
  if (!suite) throw new Fault(`There is no suite "${name}": use one of ${Object.keys(SUITES).join(', ')}.`);
  const isInteractive = jestArgs.some((arg) => /^--watch/.test(arg));
  const log = createLog('test');
  const options = { purpose: 'test', env: serverSettings(process.env), log };
  let result = { passed: 0, failed: 1 };
  try {
    const { stop, ...counted } = await withCrew(options, (plan) => runSuite({ suite, jestArgs, isInteractive, plan }));
    await stop();
    result = counted;
  } catch (error) {
    console.error(error.name === 'Fault' ? error.message : error);
  }
  if (!isInteractive) console.log(lastLine(result));
  return result.failed > 0 ? 1 : 0;
}

/** Servers of the caller's choice for the tests alone; DATABASE_URL and REDIS_URL are those of a service in use. */
function serverSettings({ TEST_DATABASE_URL, TEST_REDIS_URL }) {
  return { DATABASE_URL: TEST_DATABASE_URL, REDIS_URL: TEST_REDIS_URL };
}

async function buildWithArchive({ crew, log }) {
  const dist = await buildCopy('test', log, (folder) => crew.removeAtEnd(folder));
  await recordModules(dist, log);
  return dist;
}

async function runSuite({ suite, jestArgs, isInteractive, plan }) {
  const { crew, dataDir } = plan;
  const [servers, dist] = await Promise.all([
    suite.needsServers ? openServers(plan) : null,
    suite.needsBuild ? buildWithArchive(plan) : undefined,
  ]);
  const file = path.join(dataDir, 'jest.json');
  const report = isInteractive ? [] : ['--json', `--outputFile=${file}`];
  const patterns = suite.patterns.flatMap((pattern) => ['--testRegex', pattern]);
  const env = testEnvironment({ databaseUrl: servers?.database.url, redisUrl: servers?.redis.url, dist });
  const code = await runJest({ args: [...patterns, ...report, ...jestArgs], env, isInteractive, crew });
  if (isInteractive) return { passed: 0, failed: code === 0 ? 0 : 1 };
  return agreeing(countResult(file), code);
}

/** Jest also fails for reasons that no test shows, such as a coverage threshold or no test found. */
function agreeing({ passed, failed }, code) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}
