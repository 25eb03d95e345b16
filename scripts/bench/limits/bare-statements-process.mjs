import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const FILE = path.join(import.meta.dirname, 'bare-statements.mjs');

/**
 * Starts bare-statements.mjs.
 *
 * @param {string} databaseUrl @param {import('../counting/recipe.mjs').Step[][][]} recipes one a request
 * @returns {Promise<{ pass: (inFlight: number) => Promise<{ ms: number, answered: number }>, stop: () => void }>} `pass`: all of them once
 */
export async function startBareStatements(databaseUrl, recipes) {
  const env = { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: 'production' };
  const child = fork(FILE, { env, serialization: 'advanced' });
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`the bare statements ended with exit code ${code}`);
  });
  gone.catch(() => undefined);
  const ask = async (message) => {
    child.send(message);
    const [answer] = await Promise.race([once(child, 'message'), gone]);
    return answer;
  };
  await ask({ prepare: recipes });
  return {
    pass: async (inFlight) => ({ ...(await ask({ pass: { inFlight } })), answered: recipes.length }),
    stop: () => child.kill(),
  };
}
