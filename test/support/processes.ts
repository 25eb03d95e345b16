import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Client } from './client';
import { compiledOutput } from './environment';
import { until } from './until';

export interface ServiceProcess {
  /** Without the base path. */
  readonly url: string;
  readonly api: Client;
  readonly pid: number;
  /** Everything that it printed so far. */
  output(): string;
  /** Its log lines, parsed. */
  logs(): Record<string, unknown>[];
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, and waits for the end. @returns the exit code; null after a signal. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** Scripts that are loaded before the process's own (mutants). */
  readonly preloads?: readonly string[];
  /** Settings of the suite that this process does without. */
  readonly without?: readonly string[];
  /**
   * Whether its modules come out of the archive of the build (test/runner/archive), and what `startProcess` starts hashes passwords and
   * backup codes at less than the floor (test/runner/light-hashes.cjs); true unless said.
   */
  readonly isArchived?: boolean;
  /** Whether to wait until it is ready; true unless said. */
  readonly isReady?: boolean;
  /** The folder of another build than the one under test. */
  readonly dist?: string;
  /** Outlives the suite, and keeps nobody waiting for its end; false unless said. */
  readonly isShared?: boolean;
}

/** A process that ended by itself; `output` is of both streams. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

type Kind = 'api' | 'worker';

const main = (kind: Kind) => [`apps/${kind}/src/main.js`];

const LIGHT_HASHES = join(__dirname, '../runner/light-hashes.cjs');

const LIMIT_MS = 60_000;

/** Starts a compiled process and waits until it is ready. */
export async function startProcess(kind: Kind, environment: Record<string, string>, options: StartOptions = {}): Promise<ServiceProcess> {
  const { isArchived = true, preloads = [] } = options;
  const child = run(main(kind), environment, { ...options, preloads: isArchived ? [LIGHT_HASHES, ...preloads] : preloads });
  const started = watch(child);
  try {
    const url = await until(`${kind} to listen`, () => started.listeningUrl() ?? started.hasEnded(), LIMIT_MS);
    if (url === true) throw new Error(`${kind} ended at once`);
    if (options.isReady ?? true) await until(`${kind} to be ready`, () => isOk(`${url}/health/ready`), LIMIT_MS);
    if (options.isShared) letGo(child);
    return { ...started.service, url, api: new Client(`${url}${environment.API_BASE_PATH ?? '/api'}`) };
  } catch (error) {
    // Nobody else knows of it yet, so nobody else would end it.
    await started.service.kill();
    throw new Error(`${(error as Error).message}:\n${started.output()}`, { cause: error });
  }
}

/** Starts a process that is expected to end by itself: what it printed, and its exit code. */
export function runToEnd(kind: Kind, environment: Record<string, string>, options: StartOptions = {}): Promise<Ended> {
  return toEnd(run(main(kind), environment, options));
}

/** Runs a command of the service to its end, `libs/sessions/src/cli/keys.js` for one. */
export function runCommand(script: string, args: readonly string[], environment: Record<string, string>): Promise<Ended> {
  return toEnd(run([script, ...args], environment));
}

async function toEnd(child: ChildProcess): Promise<Ended> {
  const started = watch(child);
  await until('the process to end', () => started.hasEnded(), LIMIT_MS);
  return { code: await started.service.stop(), output: started.output() };
}

const ARCHIVE = join(__dirname, '../runner/archive/preload.cjs');

function run([script = '', ...args]: readonly string[], environment: Record<string, string>, options: StartOptions = {}): ChildProcess {
  const { preloads = [], dist, isArchived = true } = options;
  const cwd = dist ?? compiledOutput();
  const { PATH, HOME, TMPDIR } = process.env;
  const before = [...(isArchived ? [ARCHIVE] : []), ...preloads];
  const all = [...before.flatMap((file) => ['--require', file]), join(cwd, script), ...args];
  return spawn(process.execPath, all, { env: { PATH, HOME, TMPDIR, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], cwd });
}

function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref();
}

async function isOk(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function watch(child: ChildProcess) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (text += data.toString()));
  // 'close' comes after the last output, 'exit' may come before it.
  const end = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  let isClosed = false;
  void end.then(() => (isClosed = true));
  // The last line may not be whole yet.
  const lines = () => text.split('\n').slice(0, -1);
  const logs = () => lines().flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []));
  const ended = (signal: NodeJS.Signals) => (child.kill(signal), end);
  return {
    hasEnded: () => isClosed,
    output: () => text,
    listeningUrl: () => logs().find(({ url }) => typeof url === 'string')?.url as string | undefined,
    service: {
      pid: child.pid!,
      output: () => text,
      logs,
      signal: (signal: NodeJS.Signals) => void child.kill(signal),
      stop: () => ended('SIGTERM'),
      kill: async () => void (await ended('SIGKILL')),
    },
  };
}
