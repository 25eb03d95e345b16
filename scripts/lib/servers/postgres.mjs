import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Fault } from '../fault.mjs';
import { patiently } from '../progress.mjs';
import { OWNER, SERVER_ENVIRONMENT, prepareCluster } from './postgres-cluster.mjs';
import { readSince, reasonIn } from './log-tail.mjs';
import { freePort, isFree } from './ports.mjs';

const ATTEMPTS = 20;
const DATABASE = 'countersign';
/** Data that a person keeps is flushed to disk as PostgreSQL does by default; a test's is not. */
const LASTING = ['shared_buffers=64MB', 'max_connections=100'];
const PASSING = ['shared_buffers=64MB', 'max_connections=300', 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=256MB'];

/**
 * Starts PostgreSQL on the loopback address and waits until it takes connections.
 *
 * @param {{ dataDir: string, logFile: string, binaries: object, user: object | null, password: string,
 *   isLasting: boolean, crew: import('../process/crew.mjs').Crew, preferredPort?: number, log: (line: string) => void }} options
 * @returns {Promise<{ child: import('../process/child.mjs').Child, url: string }>} url of the owner's (superuser's) database
 */
export async function startPostgres(options) {
  const { dataDir, log, isLasting } = options;
  const folder = path.join(dataDir, 'postgres');
  const remedy = `look into ${options.logFile}, or set DATABASE_URL`;
  const preparation = prepareCluster({ ...options, folder, isLasting });
  await patiently({ log, doing: 'making the data folder of PostgreSQL', limitSeconds: 40, remedy }, preparation);
  const work = startOnSomePort({ ...options, folder });
  const { child, port } = await patiently({ log, doing: 'waiting for PostgreSQL', limitSeconds: 30, remedy }, work);
  const url = urlOf(options.password, port, DATABASE);
  log(`PostgreSQL ${options.binaries.major} is ready on 127.0.0.1:${port}`);
  return { child, url };
}

/** Tries again when another program took the port, or when the cluster's last server is still on its way out. */
async function startOnSomePort(options) {
  const { preferredPort, password, logFile } = options;
  for (let attempt = 1; ; attempt++) {
    const port = attempt === 1 && preferredPort && (await isFree(preferredPort)) ? preferredPort : await freePort();
    const child = await launch(options, port);
    if (await answers(child, urlOf(password, port, 'postgres'))) return { child, port };

    const said = readSince(logFile, child.logStart);
    const mayPass = /could not bind|Address already in use|postmaster\.pid" already exists|pre-existing shared memory/.test(said);
    if (!mayPass || attempt === ATTEMPTS) {
      throw new Fault(`PostgreSQL ended while starting: ${reasonIn(said)}; its log is ${logFile}.`);
    }
    await sleep(500);
  }
}

function launch({ folder, binaries, user, isLasting, logFile, crew }, port) {
  fs.chmodSync(folder, 0o700);
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC'];
  settings.push(...(isLasting ? LASTING : PASSING));
  const args = ['-D', folder, '-p', String(port), ...settings.flatMap((entry) => ['-c', entry])];
  const command = path.join(binaries.folder, 'postgres');
  // SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients to leave.
  const stop = { stopSignal: 'SIGINT', stopSeconds: 20 };
  return crew.start({ name: 'PostgreSQL', command, args, env: SERVER_ENVIRONMENT, user, logFile, ...stop });
}

/** @returns {Promise<boolean>} false when the server ended instead */
async function answers(child, url) {
  while (!child.hasExited) {
    if (await createDatabase(url)) return true;
    await Promise.race([sleep(50), child.exited]);
  }
  return false;
}

async function createDatabase(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return true;
  } catch (error) {
    if (error.code === '28P01') throw new Fault('The password kept in secrets.env does not open the data folder beside it: start on empty data with `npm run up -- --fresh`.');
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function urlOf(password, port, database) {
  return `postgresql://${OWNER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
