const { createRequire } = require('node:module');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { Pool } = require('pg');

/** The processes of the tests run in the folder of the build. */
const dist = process.cwd();
const LIMIT_MS = 3000;

createRequire(join(dist, 'apps/api/src/main.js'))('reflect-metadata');
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 });

/** A compiled module of the service. */
const load = (path) => require(join(dist, path));

async function query(text, values = []) {
  return (await pool.query(text, values)).rows;
}

async function isActive(name) {
  return (await query('select 1 from test_mutants where name = $1', [name])).length > 0;
}

/** Waits until `expected` requests are between their read and their write, in all processes; not for ever. */
async function arrive(name, expected) {
  await count(name, 1);
  await waitFor(name, expected);
}

async function count(name, weight) {
  await query('update test_mutants set arrived = arrived + $2 where name = $1', [name, weight]);
}

async function waitFor(name, expected) {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
    const [row] = await look(name);
    if (!row || row.arrived >= expected) return;
  }
}

const looks = new Map();

/** One statement for all that wait, up to two hundred: they look at the same row. */
function look(name) {
  if (!looks.has(name)) {
    const row = sleep(10).then(() => query('select arrived from test_mutants where name = $1', [name]));
    looks.set(name, row.finally(() => looks.delete(name)));
  }
  return looks.get(name);
}

/**
 * Replaces a method while the mutant is active.
 *
 * @param {(original: Function) => Function} make gets the method that it replaces
 */
function replace(name, path, className, method, make) {
  const prototype = load(path)[className].prototype;
  const original = prototype[method];
  if (typeof original !== 'function') throw new Error(`The mutant ${name} looks for ${className}.${method}, which is gone.`);
  const naive = make(original);
  prototype[method] = async function (...args) {
    return (await isActive(name)) ? naive.apply(this, args) : original.apply(this, args);
  };
}

module.exports = { arrive, count, load, query, replace, waitFor };
