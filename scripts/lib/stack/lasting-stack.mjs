import { callerEnvironment } from '../environment.mjs';
import { Fault } from '../fault.mjs';
import { Crew } from '../process/crew.mjs';
import { openControl } from './control.mjs';
import { emptyDataFolder, lastingFolder, openDataFolder } from './data-folder.mjs';
import { LocalStack } from './local-stack.mjs';
import { claimFolder, leaveFolder } from './record.mjs';
import { secretsOf } from './secrets.mjs';
import { choosePorts } from './service-ports.mjs';
import { serverWishes } from './wishes.mjs';

/** What a person may connect a client to again after the next start. */
const SERVER_PORTS = { postgres: 54329, redis: 63799 };

/**
 * The one stack of a data folder, as `npm run up` and `npm run dev` hold it: it keeps its data, and answers to
 * `npm run down`, to a second `up` and to the demo through its control door.
 */
export class LastingStack {
  #crew = new Crew();
  #log;
  #folder = null;
  #control = null;
  #phase = 'starting';
  #stack = null;
  #remarks = [];
  #stopAsked;
  /** Resolves when `npm run down` asks it to stop. */
  stopAsked = new Promise((resolve) => (this.#stopAsked = resolve));

  /** @param {(line: string) => void} log */
  constructor(log) {
    this.#log = log;
  }

  /**
   * @param {{ purpose: string, isFresh?: boolean, services?: ('api' | 'worker')[] }} options
   * @returns {Promise<object>} `Stack` of stack.mjs without `stop`, and `remarks`
   */
  async start({ purpose, isFresh = false, services = ['worker', 'api'] }) {
    const env = callerEnvironment();
    const wishes = serverWishes(env);
    if (isFresh && wishes.databaseUrl) {
      throw new Fault('--fresh empties only what `npm run up` made, and DATABASE_URL is yours: empty that database yourself.');
    }
    await this.#claim(env);
    const { remarks, ...servicePorts } = await choosePorts(env);
    this.#remarks = remarks;
    remarks.forEach(this.#log);
    if (isFresh) emptyDataFolder(this.#folder);
    const dataDir = this.#folder;
    const secrets = secretsOf(dataDir);
    const plan = { purpose, env, log: this.#log, crew: this.#crew, dataDir, isLasting: true, secrets, wishes };
    this.#stack = new LocalStack({ ...plan, services, servicePorts, ports: SERVER_PORTS });
    await this.#stack.start();
    this.#phase = 'ready';
    return this.info;
  }

  get info() {
    return { ...this.#stack.info, remarks: this.#remarks };
  }

  /** Resolves with a sentence when the stack cannot go on. */
  get ended() {
    return this.#stack.ended;
  }

  /** Takes up changed sources. Throws a Fault and leaves what runs when they do not build. */
  reload() {
    return this.#stack.reload();
  }

  async stop() {
    this.#phase = 'stopping';
    await this.#crew.close();
    if (this.#folder) leaveFolder(this.#folder);
    this.#control?.close();
  }

  /** First of all, so that a second command says that a stack runs, and nothing about ports that this one holds. */
  async #claim(env) {
    const folder = await lastingFolder(env);
    await openDataFolder(folder);
    const describe = () => ({ phase: this.#phase, stack: this.#phase === 'ready' ? this.info : null });
    this.#control = await openControl({ describe, stop: this.#stopAsked });
    const record = { pid: process.pid, control: this.#control.address };
    if (!(await claimFolder(folder, record))) throw new Fault(`A stack runs in ${folder} already: \`npm run down\` ends it.`);
    this.#folder = folder;
  }
}
