import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildCopy } from '../lib/build/build.mjs';
import { callerEnvironment, setting } from '../lib/environment.mjs';
import { Fault } from '../lib/fault.mjs';
import { onCallerEnds } from '../lib/process/caller.mjs';
import { createLog } from '../lib/progress.mjs';
import { findRunningStack } from '../lib/stack/running.mjs';

const require = createRequire(import.meta.url);

const MODES = ['development', 'test'];
const ONLY_HERE = 'and there nobody looks at rows through a browser: the studio opens in development only';

/** `npm run db:studio`: read-only pages over the database, in development alone, until Ctrl-C. */
export async function main() {
  const env = callerEnvironment();
  const url = await urlOf(env);

  const remove = (folder) => fs.rmSync(folder, { recursive: true, force: true });
  const atEnd = [];
  onCallerEnds(() => Promise.all(atEnd.map((end) => end())));
  const build = await buildCopy('studio', createLog('studio'), (folder) => atEnd.push(() => remove(folder)));
  const file = path.join(build, 'libs', 'database', 'src', 'studio', 'studio.js');
  // Once it is loaded nothing is read from there any more.
  const studio = await open(file, url).finally(() => remove(build));
  atEnd.push(() => studio.close());
  console.log(`\nThe database, to be read. The address works once, within five minutes:\n\n  ${studio.address}\n\nCtrl-C ends it.`);
}

/** Of the stack that runs here, which is development; of another place only where NODE_ENV says so. */
async function urlOf(env) {
  const mode = setting(env, 'NODE_ENV') ?? 'unset';
  if (mode === 'production') throw new Fault(`NODE_ENV says production, ${ONLY_HERE}.`);
  const given = setting(env, 'DATABASE_DIRECT_URL') ?? setting(env, 'DATABASE_URL');
  const stack = await findRunningStack(env);
  const url = given ?? stack?.databaseUrl;
  if (!url) throw new Fault('There is no database to look at: start a stack with `npm run up`, or set DATABASE_URL.');
  if (url === stack?.databaseUrl || MODES.includes(mode)) return url;
  throw new Fault(`NODE_ENV is ${mode}, which means production, ${ONLY_HERE} (NODE_ENV=development).`);
}

async function open(file, url) {
  try {
    return await require(file).openStudio(url);
  } catch (error) {
    if (error.name === 'StartupFault') throw new Fault(error.message);
    throw new Fault(`The database does not answer (${error.code ?? error.message}): start it, or mend DATABASE_URL.`);
  }
}
