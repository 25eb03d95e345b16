import { portSetting, setting } from '../environment.mjs';
import { Fault } from '../fault.mjs';
import { isFree, nextFreePort } from '../servers/ports.mjs';

const USUAL = { PORT: 3001, WORKER_PORT: 3002, METRICS_PORT: 9464, WORKER_METRICS_PORT: 9465 };

/**
 * The ports of api and worker: as given (then they must be free), else the usual one or the next free one above it that
 * the other has not got.
 *
 * @returns {Promise<{ api: number, worker: number, metrics: Record<string, string>, remarks: string[] }>} `metrics`: the settings
 *   of the metrics ports; `remarks` tell of every port of api and worker that moved
 */
export async function choosePorts(env) {
  const host = setting(env, 'HOST') ?? '127.0.0.1';
  const given = { PORT: portSetting(env, 'PORT'), WORKER_PORT: portSetting(env, 'WORKER_PORT') };
  if (given.PORT && given.PORT === given.WORKER_PORT) {
    throw new Fault(`PORT and WORKER_PORT are both ${given.PORT}: the api and the worker need a port each.`);
  }
  const remarks = [];
  // A given port is never handed to the other one: nobody listens there yet, so it looks free.
  const spoken = new Set(Object.values(given));
  const api = await choose('PORT', 'the API');
  const worker = await choose('WORKER_PORT', 'the worker');
  return { api, worker, metrics: await metricsPorts(env), remarks };

  async function choose(name, who) {
    const wanted = given[name];
    if (wanted && (await isFree(wanted, host))) return wanted;
    if (wanted) throw new Fault(`${name} ${wanted} is taken by another program: end that one, or set ${name} to a free port.`);
    const port = await nextFreePort(USUAL[name], { host, except: spoken });
    spoken.add(port);
    if (port !== USUAL[name]) remarks.push(`port ${USUAL[name]} is taken: ${who} listens on ${port}`);
    return port;
  }
}

/** Settings of the metrics ports: as given, else the usual ones or the next free ones. A taken one is a warning of the service. */
async function metricsPorts(env) {
  const host = setting(env, 'METRICS_HOST') ?? '127.0.0.1';
  const chosen = {};
  for (const name of ['METRICS_PORT', 'WORKER_METRICS_PORT']) {
    const except = new Set(Object.values(chosen).map(Number));
    chosen[name] = setting(env, name) ?? String(await nextFreePort(USUAL[name], { host, except }));
  }
  return chosen;
}
