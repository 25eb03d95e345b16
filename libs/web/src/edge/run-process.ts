import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RuntimeSettings } from '@countersign/config';
import { StartupFault } from '@countersign/kernel';
import { Logger, MetricsServer, product } from '@countersign/observability';
import { WebSettings } from '../web.settings';
import type { EdgeLimits } from './edge-adapter';
import { createHttpApp, startDraining } from './http-app';

type ProcessName = 'api' | 'worker';

export interface Loaded {
  readonly module: Type | DynamicModule;
  /** Left out: PORT for the api, WORKER_PORT for the worker. */
  readonly port?: number | (() => number);
  /** What shows people the interface, loaded outside production only. */
  readonly docs?: () => Promise<(app: NestFastifyApplication) => Promise<void>>;
}

export interface ProcessLimits extends EdgeLimits {
  /** Milliseconds that answers get while the process stops. Default 7 s. */
  readonly drainMs?: number;
}

/** A stopping process is gone after this, whatever still hangs (Kubernetes kills after 30 s by default). */
const STOP_LIMIT_MS = 9_500;
/** Answers get this long; then a client that does not read its own is cut off, so that the rest can close in order. */
const DRAIN_LIMIT_MS = 7_000;

/**
 * Runs a process until SIGTERM or SIGINT: `void runProcess('api', async () => ({ module: (await import('./api.module')).ApiModule }))`.
 * The module is loaded in here, so that a StartupFault of an import is told like any other: its message alone, exit code 1.
 */
export async function runProcess(name: ProcessName, load: () => Promise<Loaded>, limits: ProcessLimits = {}): Promise<void> {
  try {
    const { module, port, docs } = await load();
    const app = await createHttpApp(module, limits);
    if (docs && !app.get(RuntimeSettings).isProduction) await (await docs())(app);
    stopOnSignal(app, limits.drainMs ?? DRAIN_LIMIT_MS);
    await listen(app, name, typeof port === 'function' ? port() : port);
    await app.get(MetricsServer).open(name);
  } catch (error) {
    process.stderr.write(`${error instanceof StartupFault ? error.message : describe(error)}\n`);
    process.exit(1);
  }
}

async function listen(app: NestFastifyApplication, name: ProcessName, given: number | undefined): Promise<void> {
  const settings = app.get(WebSettings);
  const setting = name === 'api' ? 'PORT' : 'WORKER_PORT';
  const port = given ?? settings[setting];
  try {
    await app.listen(port, settings.HOST);
  } catch (error) {
    await app.close();
    throw listenFault(error, settings.HOST, port, setting);
  }
  const mode = app.get(RuntimeSettings).NODE_ENV;
  const url = await app.getUrl();
  app.get(Logger).info({ process: name, version: product.version, mode, url }, `${name} is listening`);
}

function listenFault(error: unknown, host: string, port: number, setting: string): unknown {
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') return new StartupFault(`Port ${port} is taken at ${host}: stop what listens there, or set ${setting}.`);
  if (code === 'EACCES') return new StartupFault(`Port ${port} may not be opened by this user: set ${setting} to one above 1023.`);
  if (code === 'EADDRNOTAVAIL') return new StartupFault(`HOST is no address of this machine: set it to 127.0.0.1 or 0.0.0.0.`);
  return error;
}

function stopOnSignal(app: NestFastifyApplication, drainMs: number): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    // Ctrl-C reaches npm and us, and npm passes it on: the second one is the same wish.
    if (isStopping) return;
    isStopping = true;
    void stopWithin(app, signal, drainMs);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Not ready at once; then no new connections; then, when every answer is out, what they needed is closed. */
async function stopWithin(app: NestFastifyApplication, signal: NodeJS.Signals, drainMs: number): Promise<void> {
  const logger = app.get(Logger);
  const limit = setTimeout(() => {
    logger.error('not everything closed in time');
    process.exit(1);
  }, STOP_LIMIT_MS);
  const cut = setTimeout(() => (app.getHttpServer() as Server).closeAllConnections(), drainMs);
  logger.info({ signal }, 'stopping');
  startDraining(app);
  await sleep(app.get(WebSettings).SHUTDOWN_DELAY_SECONDS * 1000);
  try {
    await app.getHttpAdapter().getInstance().close();
    await app.close();
    logger.info('stopped');
  } catch (error) {
    logger.error({ err: error }, 'a part did not close');
  }
  clearTimeout(cut);
  clearTimeout(limit);
  process.exit(0);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
