/**
 * `AbortSignal.timeout`, held by its timer: Node 20 lets go of a signal that nothing but `AbortSignal.any` listens to, and
 * then it never fires.
 */
export function timeLimit(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new TimeIsUp('The time is up')), milliseconds).unref();
  return controller.signal;
}

class TimeIsUp extends Error {
  override readonly name = 'TimeoutError';
}
