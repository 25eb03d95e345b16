import { portSetting, setting } from '../environment.mjs';
import { Fault } from '../fault.mjs';
import { isFree, nextFreePort } from '../servers/ports.mjs';

const DEFAULTS = { PORT: 3001, WORKER_PORT: 3002 };

/**
 * The ports of api and worker: as given (then they must be free), else the default or the next free one.
 *
 * @returns {Promise<{ api: number, worker: number, remarks: string[] }>} `remarks` tell of every port that moved
 */
export async function choosePorts(env) {
  const host = setting(env, 'HOST') ?? '127.0.0.1';
  const remarks = [];
  const api = await choose('PORT', DEFAULTS.PORT, 'the API');
  const worker = await choose('WORKER_PORT', api === DEFAULTS.WORKER_PORT ? api + 1 : DEFAULTS.WORKER_PORT, 'the worker');
  return { api, worker, remarks };

  async function choose(name, usual, who) {
    const given = portSetting(env, name);
    if (given && (await isFree(given, host))) return given;
    if (given) throw new Fault(`${name} ${given} is taken by another program: end that one, or set ${name} to a free port.`);
    const port = await nextFreePort(usual, host);
    if (port !== DEFAULTS[name]) remarks.push(`port ${DEFAULTS[name]} is taken: ${who} listens on ${port}`);
    return port;
  }
}
