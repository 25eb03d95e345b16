import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './until';

/** What the browser of one of the application's users is told. */
export interface Told {
  readonly status: number;
  readonly code?: string;
  readonly session?: string;
  readonly secret?: string;
  readonly qrCode?: string;
  readonly backupCodes?: readonly string[];
  readonly needsCode?: boolean;
  readonly challengeId?: string;
  readonly deviceToken?: string;
  readonly hasTwoFactors?: boolean;
}

export interface ExampleApp {
  readonly url: string;
  /** As the browser of one of the application's users. */
  call(route: string, body?: object, session?: string): Promise<Told>;
  stop(): Promise<void>;
}

/** Starts examples/sidecar as its users do: a process that knows Countersign's address and a key. */
export async function startExampleApp(settings: Readonly<Record<string, string>>): Promise<ExampleApp> {
  const { PATH, HOME } = process.env;
  const app = spawn(process.execPath, [join(__dirname, '../../examples/sidecar/app.mjs')], { env: { PATH, HOME, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  app.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  const url = await until('the application to listen', () => /http:\S+/.exec(printed)?.[0]);
  return {
    url,
    async call(route, body, session) {
      const [method = '', path = ''] = route.split(' ');
      const headers = { 'content-type': 'application/json', ...(session ? { authorization: `Bearer ${session}` } : {}) };
      const answer = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
      return { ...((await answer.json()) as Omit<Told, 'status'>), status: answer.status };
    },
    async stop() {
      if (app.exitCode !== null || app.signalCode !== null) return;
      app.kill('SIGKILL');
      await once(app, 'close');
    },
  };
}
