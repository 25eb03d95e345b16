// The servers of one suite, in a process of their own: the scripts that start them are ES modules, and the guardian that
// ends them with their owner is a process too. Spoken to over IPC by servers.ts: { id, server, does, signal } → { id, … }.
import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../scripts/lib/stack/data-folder.mjs';
import { openDatabase, openRedis } from '../../scripts/lib/stack/open-servers.mjs';
import { withCrew } from '../../scripts/lib/stack/start.mjs';

const wanted = process.argv.slice(2);
const log = [];
const told = { log: (line) => log.push(line) };
const servers = {};

// Named, so that PostgreSQL writes through to the disk, as a real one: what was acknowledged must survive a crash.
const dataDir = await temporaryFolder('faults');
const open = {
  postgres: (plan, ports) => openDatabase({ ...plan, ports }),
  redis: (plan, ports) => openRedis({ ...plan, ports, isLasting: false }),
};

const { stop, plan } = await withCrew({ purpose: 'faults', env: {}, dataDir, ...told }, async (plan) => {
  plan.crew.removeAtEnd(dataDir);
  const start = async (name) => (servers[name] = await open[name](plan));
  await Promise.all(wanted.map(start));
  return { plan };
});

const does = {
  async signal({ server, signal }) {
    const { child } = servers[server];
    // PostgreSQL's processes lead groups of their own, so that the group of the first does not reach them.
    for (const pid of [child.pid, ...childrenOf(child.pid)]) trySignal(pid, signal);
  },
  async stop({ server, signal }) {
    const { child } = servers[server];
    process.kill(child.pid, signal);
    await child.exited;
  },
  async start({ server }) {
    const port = Number(new URL(servers[server].url).port);
    const { child, url } = await open[server](plan, { [server]: port });
    if (url !== servers[server].url) throw new Error(`${server} came back elsewhere: its port was taken meanwhile`);
    servers[server] = { child, url };
  },
  async end() {
    for (const server of wanted) if (servers[server].child && !servers[server].child.hasExited) await does.signal({ server, signal: 'SIGCONT' });
    await stop();
  },
};

process.on('message', async (call) => {
  const failure = await does[call.does](call).then(
    () => undefined,
    (error) => error.message,
  );
  process.send({ id: call.id, failure });
  if (call.does === 'end') process.disconnect();
});
process.on('disconnect', () => void stop().then(() => process.exit(0)));

const urls = Object.fromEntries(wanted.map((name) => [name, servers[name].url]));
process.send({ urls, log });

function childrenOf(parent) {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => parentOf(pid) === parent).map(Number);
}

/** The parent in `/proc/PID/stat`: the second word after the name, which stands in brackets and may hold blanks. */
function parentOf(pid) {
  try {
    const stat = fs.readFileSync(path.join('/proc', pid, 'stat'), 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null; // Ended meanwhile.
  }
}

function trySignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
