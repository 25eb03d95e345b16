import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { Fault } from '../fault.mjs';
import { signalGroup } from './alive.mjs';

/**
 * @typedef {object} ChildOptions
 * @property {string} name for messages
 * @property {string} command
 * @property {string[]} [args]
 * @property {Record<string, string | undefined>} env the whole environment
 * @property {string} [cwd] default the root folder, which every user may enter
 * @property {string} logFile its output is appended here, so that it holds no descriptor of ours
 * @property {{ uid: number, gid: number } | null} [user] another user to run as
 * @property {NodeJS.Signals} [stopSignal] ends it in order; default SIGTERM
 * @property {number} [stopSeconds] after which it is killed; default 10
 */

/** A server that runs beside us: in a process group of its own, so that Ctrl-C reaches us alone and we end it in order. */
export class Child {
  #process;
  #options;
  #guardian;
  /** @type {Promise<{ code: number | null, signal: string | null }>} */
  exited;
  hasExited = false;
  isStopAsked = false;
  /** Bytes in its log before it started. */
  logStart = 0;

  /** @param {ChildOptions} options @param {import('./guardian.mjs').Guardian} guardian */
  static async start(options, guardian) {
    const child = new Child(options, guardian);
    await child.#spawned();
    return child;
  }

  constructor(options, guardian) {
    const { command, args = [], env, cwd = '/', logFile, user } = options;
    const log = fs.openSync(logFile, 'a', 0o600);
    this.logStart = fs.fstatSync(log).size;
    this.#options = options;
    this.#guardian = guardian;
    this.#process = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', log, log], ...user });
    fs.closeSync(log);
    if (this.pid) guardian.adopt(this.pid, this.#stopSignal);
    this.exited = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.hasExited = true;
        guardian.release(this.pid);
        resolve({ code, signal });
      });
    });
  }

  get pid() {
    return this.#process.pid;
  }

  get name() {
    return this.#options.name;
  }

  get logFile() {
    return this.#options.logFile;
  }

  /** Ends it in order, by force after the limit. */
  async stop() {
    this.isStopAsked = true;
    if (this.hasExited) return;
    this.#process.kill(this.#stopSignal);
    const force = setTimeout(() => signalGroup(this.pid, 'SIGKILL'), (this.#options.stopSeconds ?? 10) * 1000);
    await this.exited;
    clearTimeout(force);
    signalGroup(this.pid, 'SIGKILL'); // What it started itself and left behind.
  }

  get #stopSignal() {
    return this.#options.stopSignal ?? 'SIGTERM';
  }

  #spawned() {
    const { name, command, user } = this.#options;
    return new Promise((resolve, reject) => {
      this.#process.once('spawn', resolve);
      this.#process.once('error', (error) => {
        const remedy = user ? `run as an ordinary user, or allow changing to user ${user.uid}` : `check ${command}`;
        reject(new Fault(`${name} could not be started (${error.code ?? error.message}): ${remedy}.`));
      });
    });
  }
}
