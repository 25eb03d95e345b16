const EVERY_MS = 1000;
const LINE_MS = 5000;

/**
 * Prints where the crowd is, and samples memory and the delay of the event loop from the pages for Prometheus.
 *
 * @param {{ figures: import('./figures.mjs').Figures, users: number, metrics: Record<string, string>, log: (line: string) => void }} options
 * @returns {() => { name: string, firstMiB: number, mostMiB: number, lastMiB: number, mostLagMs: number }[]} ends it
 */
export function watch({ figures, users, metrics, log }) {
  const pages = Object.entries(metrics).map(([name, url]) => ({ name, url, samples: [] }));
  const sample = () => Promise.all(pages.map(({ url, samples }) => read(url).then((one) => one && samples.push(one))));
  const sampling = setInterval(sample, EVERY_MS);
  const talking = setInterval(() => {
    const { finished, refused, failed } = figures.ends;
    log(`${figures.answers} answers; of ${users} users ${finished} have finished, ${refused} were refused, ${failed} failed`);
  }, LINE_MS);
  void sample();
  return () => {
    clearInterval(sampling);
    clearInterval(talking);
    return pages.filter(({ samples }) => samples.length > 0).map(summary);
  };
}

async function read(url) {
  try {
    const text = await (await fetch(url, { signal: AbortSignal.timeout(2000) })).text();
    const value = (form) => Number(form.exec(text)?.[1] ?? 0);
    return {
      mib: value(/^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)/m) / 2 ** 20,
      lagMs: value(/^nodejs_eventloop_lag_seconds\{[^}]*quantile="0\.99"[^}]*\} (\S+)/m) * 1000,
    };
  } catch {
    return null;
  }
}

function summary({ name, samples }) {
  const memory = samples.map(({ mib }) => mib);
  return {
    name,
    firstMiB: Math.round(memory[0]),
    mostMiB: Math.round(Math.max(...memory)),
    lastMiB: Math.round(memory.at(-1)),
    mostLagMs: Math.round(Math.max(...samples.map(({ lagMs }) => lagMs))),
  };
}
