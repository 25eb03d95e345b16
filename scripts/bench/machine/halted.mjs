/**
 * Does something while the worker stands still; what it should do waits for it in the meantime.
 *
 * @template Result
 * @param {import('../../lib/stack.mjs').Stack} stack @param {() => Promise<Result>} work @returns {Promise<Result>}
 */
export async function withoutWorker(stack, work) {
  const { worker } = stack.pids();
  if (worker) process.kill(worker, 'SIGSTOP');
  try {
    return await work();
  } finally {
    if (worker) process.kill(worker, 'SIGCONT');
  }
}
