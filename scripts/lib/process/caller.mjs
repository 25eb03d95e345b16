const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const LOOK_MS = 250;

/**
 * Calls `stop` once when this process is told to end, or when the one that started it (npm, a shell) is gone: npm killed
 * by SIGKILL tells nobody. A second signal ends at once and leaves the rest to the guardian.
 *
 * @param {() => Promise<void>} stop
 * @returns {() => void} stops watching
 */
export function onCallerEnds(stop) {
  const parent = process.ppid;
  let isEnding = false;

  const end = async (code) => {
    if (isEnding) process.exit(code);
    isEnding = true;
    clearInterval(watch);
    await stop().catch((error) => console.error(error.message));
    process.exit(code);
  };
  const watch = setInterval(() => {
    if (process.ppid !== parent) void end(1);
  }, LOOK_MS);
  watch.unref();
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => [signal, () => void end(code)]);
  for (const [signal, listener] of listeners) process.on(signal, listener);

  return () => {
    clearInterval(watch);
    for (const [signal, listener] of listeners) process.removeListener(signal, listener);
  };
}
