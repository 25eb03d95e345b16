import type { ServiceProcess, StartOptions } from './processes';
import { expectNone, openSuite, type Suite } from './suite';

interface Kept {
  readonly suite: Promise<Suite>;
  readonly processes: Map<string, Promise<ServiceProcess>>;
}

/** Suites run one after the other in a process of Jest, which is why no two of them use these at once. */
const KEPT = Symbol.for('countersign.test.shared-suite');

/**
 * The database and the processes that all suites of one Jest process share: a start costs two seconds of processor time. For
 * suites that make their own people, stop no process, need no settings of their own and count no table as a whole.
 *
 * `start` gives the first process of its kind, then the second; with `preloads` one that was started with the same.
 */
export async function sharedSuite(): Promise<Suite> {
  const { suite, processes } = kept();
  const taken: string[] = [];
  return {
    ...(await suite),
    async start(kind, more, options) {
      if (more && Object.keys(more).length > 0) throw new Error('A process with settings of its own belongs to a suite of its own: openSuite');
      const name = `${kind} ${options?.preloads?.join() ?? ''}`;
      taken.push(name);
      const key = `${name} ${taken.filter((one) => one === name).length}`;
      const started = processes.get(key) ?? startToStay(await suite, kind, options);
      processes.set(key, started);
      // One that did not start is tried again by the next suite.
      started.catch(() => processes.delete(key));
      return started;
    },
    end: async () => expectNone(await (await suite).leaks()),
  };
}

function kept(): Kept {
  const place = globalThis as { [KEPT]?: Kept };
  return (place[KEPT] ??= { suite: openSuite(), processes: new Map() });
}

async function startToStay(suite: Suite, kind: 'api' | 'worker', options?: StartOptions): Promise<ServiceProcess> {
  const started = await suite.start(kind, {}, { ...options, isShared: true });
  process.once('exit', () => started.signal('SIGKILL'));
  return started;
}
