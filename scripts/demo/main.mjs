import { findRunningStack, startStack } from '../lib/stack.mjs';
import { walk } from './walk.mjs';

/** `npm run demo`: the main job on real input, against the stack that runs, else against one of its own. */
export async function main() {
  const running = await findRunningStack();
  if (running) console.log(`Using the stack that runs at ${running.apiUrl}.`);
  const stack = running ?? (await startStack({ purpose: 'demo' }));
  try {
    await walk(stack.apiUrl);
    console.log('\nEverything went as it should.');
    return 0;
  } finally {
    if (!running) await stack.stop();
  }
}
