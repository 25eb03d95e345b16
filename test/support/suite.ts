import { Pool } from 'pg';
import { createTestDatabase } from '@countersign/database/testing';
import { searchOf } from './canary/search';
import { suiteEnvironment } from './environment';
import { startProcess, type ServiceProcess, type StartOptions } from './processes';

export interface Suite {
  readonly environment: Record<string, string>;
  readonly databaseUrl: string;
  /** One more process on the same database, with the same secrets. It is ended with the suite. */
  start(kind: 'api' | 'worker', more?: Record<string, string>, options?: StartOptions): Promise<ServiceProcess>;
  /** Looks into the database, or lets time pass by moving timestamps. */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** What of the secrets that went by stands where it does not belong: logs, tables, Redis, messages to others. */
  leaks(): Promise<string[]>;
  /** Ends what was started. @throws where a secret leaked. */
  end(): Promise<void>;
}

/** A database of its own and the processes on it, for suites with settings of their own or faults. Call `end` in afterAll. */
export async function openSuite(more: Record<string, string> = {}): Promise<Suite> {
  const { url, drop } = await createTestDatabase();
  // Suites run side by side with up to three processes each, on a PostgreSQL that takes a hundred connections.
  const environment = { ...suiteEnvironment(`${url}?connection_limit=8`), ...more };
  const processes: Promise<ServiceProcess>[] = [];
  const pool = new Pool({ connectionString: url, max: 2, idleTimeoutMillis: 0, allowExitOnIdle: true });
  // A server that a test stops takes idle connections with it.
  pool.on('error', () => undefined);
  const query = async <Row extends object>(text: string, values: readonly unknown[] = []) => (await pool.query<Row>(text, [...values])).rows;
  const leaks = searchOf({ environment, query, processes });
  return {
    environment,
    databaseUrl: url,
    query,
    leaks,
    start(kind, extra = {}, options) {
      const kept = Object.entries({ ...environment, ...extra }).filter(([name]) => !options?.without?.includes(name));
      const starting = startProcess(kind, Object.fromEntries(kept), options);
      processes.push(starting);
      return starting;
    },
    async end() {
      const found = await leaks();
      const started = await Promise.allSettled(processes);
      await Promise.all(started.map((one) => (one.status === 'fulfilled' ? one.value.kill() : undefined)));
      await pool.end();
      await drop();
      expectNone(found);
    },
  };
}

export function expectNone(leaks: readonly string[]): void {
  if (leaks.length > 0) throw new Error(`Secrets stand where they do not belong:\n${leaks.join('\n')}`);
}
