// Loaded before the api (node --require). A request that names its log-in in x-log-in and a moment in x-hold-at is held there
// for ever: `before:n`, the n-th statement of that log-in is not sent; `sent:n`, it is sent and its answer is not read. When
// as many log-ins are held as x-kill-when says, the process ends itself by SIGKILL: one death between all pairs of steps.
// Each answered statement is named on stderr at once, so that nothing is lost with the process.
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const fs = require('node:fs');
const http = require('node:http');
const { Client, Pool } = require('pg');

const present = new AsyncLocalStorage();
const logIns = new Map();
let held = 0;

const { emit } = http.Server.prototype;
http.Server.prototype.emit = function (event, request, ...rest) {
  const name = event === 'request' ? request.headers['x-log-in'] : undefined;
  if (!name) return emit.call(this, event, request, ...rest);
  const { 'x-hold-at': holdAt, 'x-kill-when': killWhen } = request.headers;
  const logIn = logIns.get(name) ?? { name, count: 0 };
  logIns.set(name, Object.assign(logIn, { holdAt, killWhen: Number(killWhen) }));
  return present.run(logIn, () => emit.call(this, event, request, ...rest));
};

// A pool that hands a connection over does so in the context of whoever gave it back.
const { connect } = Pool.prototype;
Pool.prototype.connect = function (callback) {
  return connect.call(this, callback && AsyncResource.bind(callback));
};

const { query } = Client.prototype;
Client.prototype.query = function (config, values, callback) {
  const logIn = present.getStore();
  if (!logIn) return query.call(this, config, values, callback);
  const at = (logIn.count += 1);
  if (logIn.holdAt === `before:${at}`) return hold(logIn);
  if (logIn.holdAt === `sent:${at}`) {
    query.call(this, config, values, () => undefined);
    return hold(logIn);
  }
  const tell = () => fs.writeSync(2, `answered ${logIn.name} ${nameOf(config)}\n`);
  if (!callback) return query.call(this, config, values).then((result) => (tell(), result));
  return query.call(this, config, values, (error, result) => (tell(), callback(error, result)));
};

/** Named statements have their names; BEGIN, COMMIT and TypeORM's have their first word. */
function nameOf(config) {
  return config.name ?? String(config.text ?? config).trim().split(/\s/)[0];
}

function hold({ killWhen }) {
  held += 1;
  if (held === killWhen) process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}
