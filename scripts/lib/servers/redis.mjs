import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../fault.mjs';
import { patiently } from '../progress.mjs';
import { readSince, reasonIn } from './log-tail.mjs';
import { freePort, isFree } from './ports.mjs';

const ATTEMPTS = 3;

/**
 * Starts Redis on the loopback address and waits until it answers. What it holds may be lost without harm, but a
 * stack that lasts keeps its queue (append-only file).
 *
 * @param {{ dataDir: string, logFile: string, binary: { command: string, env: object }, password: string,
 *   isLasting: boolean, crew: import('../process/crew.mjs').Crew, preferredPort?: number,
 *   isPortFixed?: boolean, log: (line: string) => void }} options
 * `isPortFixed`: a restart, whose clients know the port
 * @returns {Promise<{ child: import('../process/child.mjs').Child, url: string, port: number }>}
 */
export async function startRedis(options) {
  const { log, logFile, password } = options;
  const work = startOnSomePort(options);
  const remedy = `look into ${logFile}`;
  const { child, port } = await patiently({ log, doing: 'waiting for Redis', limitSeconds: 15, remedy }, work);
  log(`Redis is ready on 127.0.0.1:${port}`);
  return { child, port, url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}` };
}

async function startOnSomePort(options) {
  const { preferredPort, isPortFixed, password, logFile } = options;
  for (let attempt = 1; ; attempt++) {
    const mayHave = isPortFixed || (attempt === 1 && preferredPort && (await isFree(preferredPort)));
    const port = mayHave ? preferredPort : await freePort();
    const child = await launch(options, port);
    while (!child.hasExited) {
      if (await pongs(port, password)) return { child, port };
      await Promise.race([sleep(50), child.exited]);
    }
    if (attempt === ATTEMPTS) throw new Fault(`Redis ended while starting: ${reasonIn(readSince(logFile, child.logStart))}; its log is ${logFile}.`);
  }
}

function launch({ dataDir, binary, password, isLasting, logFile, crew }, port) {
  const folder = path.join(dataDir, 'redis');
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, `dir "${folder}"`, 'save ""'];
  settings.push(`appendonly ${isLasting ? 'yes' : 'no'}`, 'maxmemory-policy noeviction', 'daemonize no');
  const file = path.join(folder, 'redis.conf');
  fs.writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 });
  const env = { PATH: process.env.PATH, LC_ALL: 'C', ...binary.env };
  return crew.start({ name: 'Redis', command: binary.command, args: [file], env, cwd: folder, logFile });
}

/** One PING in Redis' inline form. */
function pongs(port, password) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let answer = '';
    const settle = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => settle(false));
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('error', () => settle(false));
    socket.on('close', () => settle(false));
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('+PONG')) settle(true);
      if (answer.includes('-WRONGPASS') || answer.includes('-ERR')) settle(false);
    });
  });
}
