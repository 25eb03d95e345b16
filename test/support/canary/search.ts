import type { ServiceProcess } from '../processes';
import type { Found } from './leaks';
import { leaksOfMails } from './mails';
import { databaseDump, leaksOfDatabase, leaksOfLog, leaksOfRedis } from './places';

interface Searched {
  readonly environment: Readonly<Record<string, string>>;
  readonly query: <Row extends object>(text: string) => Promise<Row[]>;
  readonly processes: readonly Promise<ServiceProcess>[];
}

/** A search of all that a suite's processes wrote anywhere; of their logs, what came since the last one. */
export function searchOf({ environment, query, processes }: Searched): () => Promise<string[]> {
  const read = new Map<ServiceProcess, number>();
  const logOf = (process: ServiceProcess) => {
    const [from, whole] = [read.get(process) ?? 0, process.output().lastIndexOf('\n') + 1];
    read.set(process, whole);
    return process.output().slice(from, whole);
  };
  return async () => {
    const settled = await Promise.allSettled(processes);
    const started = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const found: Found[] = started.flatMap((process) => leaksOfLog('a log', logOf(process)));
    found.push(...leaksOfDatabase(await databaseDump(query)));
    const { REDIS_URL, REDIS_PREFIX } = environment;
    // A Redis of the suite's own may be gone by now; the one of the run is not.
    if (REDIS_URL && REDIS_URL === process.env.TEST_REDIS_URL) found.push(...(await leaksOfRedis(REDIS_URL, REDIS_PREFIX ?? '')));
    for (const { url } of started) {
      const mails = await leaksOfMails(url, query);
      if (mails) return told([...found, ...mails]);
    }
    return told(found);
  };
}

const told = (found: readonly Found[]) => [...new Set(found.map(({ what, where }) => `${what} in ${where}`))];
