import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compiledOutput } from '../support/environment';

export const ROOT = resolve(__dirname, '../..');

const OF_A_PERSON = /^(PATH|HOME|USER|TMPDIR|LANG|LC_\w+|npm_(execpath|config_\w+)|https?_proxy|no_proxy)$/i;

/** The environment of a person's shell: without what Jest, the tests and `.env.test` put into ours. */
export function personalEnvironment(extra: Record<string, string> = {}): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => OF_A_PERSON.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

/** For a command that would build the sources of the clone: a build of them that stands. */
export const builtAlready = (dist = compiledOutput()) => ({ BUILD_COPY_OF: dist });

/** Evaluates an expression over the exports of a script's module, in a Node of its own: the scripts are ES modules. */
export function evaluate(module: string, expression: string, env: Record<string, string> = {}): unknown {
  const code = `const m = await import(${JSON.stringify(join(ROOT, 'scripts', module))});
    process.stdout.write(JSON.stringify({ value: await (${expression}) }));`;
  const options = { cwd: ROOT, encoding: 'utf8', env: personalEnvironment(env) } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], options);
  if (!stdout) throw new Error(stderr);
  return (JSON.parse(stdout) as { value: unknown }).value;
}

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a shell command of the README to its end. */
export function shell(command: string, env: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn('sh', ['-c', command], { cwd: ROOT, env: personalEnvironment(env) });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) => child.once('close', (code) => done({ code, output })));
}

/** A folder that PostgreSQL's own user can reach. */
export function reachableFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-scripts-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** A zombie (dead, not yet asked for by its parent) does not count as alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
    return !/\) Z /.test(stat);
  } catch {
    return false;
  }
}

export async function until(condition: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    if (await condition()) return true;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  return false;
}
