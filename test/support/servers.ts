import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A server that a test may stop, start again on the same port and data, freeze and thaw. */
export interface OwnServer {
  readonly url: string;
  /** Ends it by a signal and waits for the end. PostgreSQL: SIGINT is a fast shutdown, SIGQUIT a crash. */
  stop(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again, on the same port and data, and waits until it takes connections. */
  start(): Promise<void>;
  /** Stops it and all its processes where they stand. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

type Name = 'postgres' | 'redis';

export interface OwnServers<Names extends Name> {
  /** Null where none can be had here (Redis); `why` says it. */
  readonly server: Readonly<Record<Names, OwnServer | null>>;
  /** What was said while they started: why there is no Redis, for one. */
  readonly log: readonly string[];
  end(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly failure?: string;
}

/** Servers of the suite's own, started as `npm test` does, so that faults in them trouble nobody else. Call `end` in afterAll. */
export async function startOwnServers<Names extends Name>(...names: Names[]): Promise<OwnServers<Names>> {
  const host = fork(join(__dirname, 'servers-host.mjs'), names, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  host.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  const ended = once(host, 'exit').then(() => Promise.reject(new Error(`The servers could not be started:\n${said}`)));
  ended.catch(() => undefined);
  const [{ urls, log }] = (await Promise.race([once(host, 'message'), ended])) as [{ urls: Record<Names, string | null>; log: string[] }];
  const call = caller(host);
  const own = (server: Names, url: string): OwnServer => ({
    url,
    stop: (signal) => call({ does: 'stop', server, signal }),
    start: () => call({ does: 'start', server }),
    freeze: () => call({ does: 'signal', server, signal: 'SIGSTOP' }),
    thaw: () => call({ does: 'signal', server, signal: 'SIGCONT' }),
  });
  const server = Object.fromEntries(names.map((name) => [name, urls[name] && own(name, urls[name])]));
  return { server: server as Record<Names, OwnServer | null>, log, end: () => call({ does: 'end' }) };
}

function caller(host: ChildProcess): (message: object) => Promise<void> {
  let last = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  host.on('message', (answer: Answer) => waiting.get(answer.id!)?.(answer));
  host.on('exit', () => waiting.forEach((settle) => settle({ failure: 'the process that holds the servers ended' })));
  return async (message) => {
    const id = (last += 1);
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    host.send({ id, ...message });
    const { failure } = await answered;
    waiting.delete(id);
    if (failure) throw new Error(failure);
  };
}
