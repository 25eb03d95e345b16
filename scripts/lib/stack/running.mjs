import { callerEnvironment } from '../environment.mjs';
import { lastingFolder } from './data-folder.mjs';
import { askStack } from './record.mjs';

/**
 * The stack that `npm run up` or `npm run dev` started from this clone (or in `DATA_DIR`), when it is ready.
 *
 * @param {Record<string, string | undefined>} [env] the caller's settings
 * @returns {Promise<Omit<import('../stack.mjs').Stack, 'stop'> | null>}
 */
export async function findRunningStack(env = callerEnvironment()) {
  const answer = await askStack(await lastingFolder(env));
  return answer?.phase === 'ready' ? answer.stack : null;
}
