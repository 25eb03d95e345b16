import fs from 'node:fs';
import { buildCopy } from '../build/build.mjs';
import { setting } from '../environment.mjs';
import { logFileOf } from './data-folder.mjs';
import { keepRunning } from './keeper.mjs';
import { freePort } from '../servers/ports.mjs';
import { openServers } from './open-servers.mjs';
import { placeholdersIn, raisedSettings, serviceEnvironment } from './service-environment.mjs';
import { migrate, startService, waitUntilReady } from './services.mjs';

/**
 * @typedef {import('./open-servers.mjs').ServerPlan & { purpose: string, env: object, extraEnv?: object,
 *   services: ('api' | 'worker')[], servicePorts: { api: number, worker: number, metrics?: Record<string, string> } }} StackPlan
 */

/** PostgreSQL, Redis, api and worker, started together; api, worker and Redis are started again when they end unasked. */
export class LocalStack {
  #plan;
  #build = null;
  #database = null;
  #redis = null;
  #children = new Map();
  #reportEnd;
  /** Resolves with a sentence when the stack cannot go on: PostgreSQL ended, or the api keeps ending. */
  ended = new Promise((resolve) => (this.#reportEnd = resolve));

  /** @param {StackPlan} plan the caller closes `plan.crew`, whatever comes of it */
  constructor(plan) {
    this.#plan = plan;
  }

  /** Builds and opens the servers side by side, migrates, starts the services and waits until they are ready. */
  async start() {
    const { log, env, extraEnv = {}, purpose, crew, secrets } = this.#plan;
    const raised = Object.entries(raisedSettings(env)).filter(([name]) => !(name in extraEnv)).map(([name, value]) => `${name}=${value}`);
    if (raised.length > 0) log(`raised for development: ${raised.join(' ')}`);
    const placeholders = placeholdersIn(env, secrets.service);
    if (placeholders.length > 0) log(`development secrets stand in for the placeholders in ${placeholders.join(', ')}`);

    const build = buildCopy(purpose, log, (folder) => crew.removeAtEnd(folder));
    const [folder, servers] = await Promise.all([build, openServers(this.#plan)]);
    this.#build = folder;
    this.#database = servers.database;
    this.#redis = servers.redis;
    this.#keepServers();
    await migrate({ build: this.#build, env: this.#serviceEnv(), log });
    await this.#startServices();
    return this.info;
  }

  /** Builds the sources as they are now; when that succeeds, migrates and starts the services again from it. */
  async reload() {
    const { log, purpose, crew } = this.#plan;
    const old = this.#build;
    this.#build = await buildCopy(purpose, log, (folder) => crew.removeAtEnd(folder));
    await Promise.all([...this.#children.values()].map((child) => child.stop()));
    fs.rmSync(old, { recursive: true, force: true });
    await migrate({ build: this.#build, env: this.#serviceEnv(), log });
    await this.#startServices();
  }

  /** What others may know: see `Stack` in stack.mjs. */
  get info() {
    const { servicePorts, dataDir } = this.#plan;
    return {
      apiUrl: this.#urlOf('api'),
      workerUrl: this.#urlOf('worker'),
      databaseUrl: this.#database.url,
      redisUrl: this.#redis.url,
      dataDir,
      port: servicePorts.api,
      metricsPorts: Object.values(servicePorts.metrics ?? {}),
    };
  }

  /** The folder of the compiled code. */
  get build() {
    return this.#build;
  }

  /** Process ids of what runs now; PostgreSQL's and Redis' only where they are ours. @returns {Record<string, number | undefined>} */
  get pids() {
    const services = [...this.#children].map(([name, child]) => [name, child.pid]);
    return { ...Object.fromEntries(services), postgres: this.#database.child?.pid, redis: this.#redis.child?.pid };
  }

  /**
   * One more api or worker of the same build and settings, on ports of its own; nobody starts it again when it ends.
   *
   * @param {{ service: 'api' | 'worker', name: string, extraEnv?: object, nodeArgs?: string[] }} options `name`: unlike all others
   * @returns {Promise<{ child: import('../process/child.mjs').Child, url: string, startedAt: number, readyAt: number }>} when it is
   *   ready; the times of `performance.now()`
   */
  async startBeside({ service, name, extraEnv, nodeArgs }) {
    const { dataDir, crew, log } = this.#plan;
    const port = await freePort();
    const ports = { PORT: String(port), WORKER_PORT: String(port), METRICS_PORT: '0', WORKER_METRICS_PORT: '0' };
    const env = { ...this.#serviceEnv(), ...ports, ...extraEnv };
    const startedAt = performance.now();
    const child = await startService({ name, service, build: this.#build, env, logFile: logFileOf(dataDir, name), crew, nodeArgs });
    const url = `http://127.0.0.1:${port}`;
    await waitUntilReady({ child, url, log, everyMs: 10 });
    return { child, url, startedAt, readyAt: performance.now() };
  }

  #keepServers() {
    const { crew, log } = this.#plan;
    const postgres = this.#database.child;
    postgres?.exited.then(({ code, signal }) => {
      if (!crew.isClosing) this.#reportEnd(`PostgreSQL ended unasked (${signal ?? `exit code ${code}`}); its log is ${postgres.logFile}.`);
    });
    if (!this.#redis.child) return;
    const { child, restart } = this.#redis;
    void keepRunning({ child, restart, isClosing: () => crew.isClosing, log }).then(log);
  }

  #startServices() {
    return Promise.all(this.#plan.services.map((name) => this.#startAndKeep(name)));
  }

  async #startAndKeep(name) {
    const { dataDir, crew, log } = this.#plan;
    const options = { name, build: this.#build, env: this.#serviceEnv(), logFile: logFileOf(dataDir, name), crew };
    const start = async () => {
      const child = await startService(options);
      this.#children.set(name, child);
      return child;
    };
    const child = await start();
    await waitUntilReady({ child, url: this.#urlOf(name), log });
    void keepRunning({ child, restart: start, isClosing: () => crew.isClosing, log }).then((reason) => {
      log(reason);
      if (name === 'api') this.#reportEnd(`${reason}; its log is ${child.logFile}.`);
    });
  }

  #serviceEnv() {
    const { env, extraEnv, secrets, servicePorts } = this.#plan;
    return serviceEnvironment({
      env,
      extraEnv,
      secrets: secrets.service,
      databaseUrl: this.#database.url,
      redisUrl: this.#redis.url,
      ports: servicePorts,
    });
  }

  #urlOf(name) {
    const host = setting(this.#plan.env, 'HOST') ?? '127.0.0.1';
    const reachable = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
    return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${this.#plan.servicePorts[name]}`;
  }
}
