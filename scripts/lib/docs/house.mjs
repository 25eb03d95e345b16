import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { doors, ranks } from '../../../architecture.mjs';
import { buildCopy } from '../build/build.mjs';
import { Fault } from '../fault.mjs';
import { throwAway } from './throw-away.mjs';

const require = createRequire(import.meta.url);

/**
 * The compiled house, loaded but not started: every door, then both apps. Catalogues fill while doors load; the modules of
 * the apps read the settings, which are throw-away ones here.
 *
 * @returns {Promise<House>}
 * @typedef {object} House
 * @property {(lib: string) => any} lib the exports of a lib's index door
 * @property {any} ApiModule
 * @property {{ owner: string, migration: any }[]} migrations compiled classes, oldest first
 * @property {(type: Function) => string | undefined} libOf the lib whose file declares a class
 * @property {() => void} close removes the build that was made for it
 */
export async function openHouse(log) {
  // What `npm test` has built of these sources will do.
  const given = process.env.TEST_DIST;
  const folder = given ?? (await buildCopy('docs', log));
  const close = () => given ?? fs.rmSync(folder, { recursive: true, force: true });
  try {
    return { ...loadHouse(folder), close };
  } catch (error) {
    close();
    throw error.name === 'StartupFault' ? new Fault(error.message) : error;
  }
}

/** The house of a build that stands in `folder`. */
export function loadHouse(folder) {
  // A deployment's settings must not decide what the pages say.
  process.env.ENV_FILE = os.devNull;
  const at = (...parts) => path.join(folder, ...parts);
  const libs = inRankOrder(fs.readdirSync(at('libs')));
  for (const lib of libs) {
    for (const door of doors.filter((name) => name !== 'testing.ts')) {
      const file = at('libs', lib, door.replace('.ts', '.js'));
      if (fs.existsSync(file)) require(file);
    }
  }
  const lib = (name) => require(at('libs', name, 'index.js'));
  for (const { name } of lib('config').listSettings()) for (const key of [name, `${name}_FILE`]) delete process.env[key];
  Object.assign(process.env, { NODE_ENV: 'development' }, throwAway(lib('config').listSettings(), 'development'));
  require(at('apps', 'worker', 'src', 'worker.module.js'));
  const { ApiModule } = require(at('apps', 'api', 'src', 'api.module.js'));
  return { lib, ApiModule, migrations: migrationsIn(at('migrations')), libOf: (type) => libDeclaring(type, at('libs')) };
}

export function inRankOrder(names) {
  return [...names].sort((a, b) => (ranks[a] ?? 99) - (ranks[b] ?? 99) || (a < b ? -1 : 1));
}

function migrationsIn(folder) {
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.js')).sort();
  return files.flatMap((file) =>
    Object.values(require(path.join(folder, file))).map((migration) => ({ file: file.replace('.js', '.ts'), migration })),
  );
}

/** The lib of the loaded file that exports a class. */
function libDeclaring(type, folder) {
  const file = Object.keys(require.cache).find(
    (name) => name.startsWith(folder) && Object.values(require.cache[name].exports ?? {}).includes(type),
  );
  return file && path.relative(folder, file).split(path.sep)[0];
}
