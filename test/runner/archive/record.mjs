// Loads the compiled house once, without starting it, and keeps its modules as V8 compiled them:
// `node --experimental-import-meta-resolve test/runner/archive/record.mjs DIST`.
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadHouse } from '../../../scripts/lib/docs/house.mjs';
import { ARCHIVE, writeArchive } from './archive-file.cjs';
import { isEsModule, translate } from './es-modules.cjs';
import { installLoader, mayImport } from './loader.cjs';

const dist = path.resolve(process.argv[2]);
const modules = new Map();
// The compiler has modules of its own, which no process of the house asks for.
translate('', 'first.mjs');
installLoader(recorded, (importer, name) => fileURLToPath(import.meta.resolve(name, pathToFileURL(importer).href)));
loadHouse(dist);

const compiled = [...modules].filter(([, kept]) => kept?.script);
for (const [, kept] of compiled) kept.compiled = kept.script.createCachedData();
writeArchive(path.join(dist, ARCHIVE), compiled);
// What the house opened while it loaded must not keep this waiting.
process.exit(0);

function recorded(filename) {
  if (!/\.[mc]?js$/.test(filename ?? '')) return undefined;
  if (!modules.has(filename)) modules.set(filename, fromFile(filename));
  return modules.get(filename);
}

function fromFile(filename) {
  const text = fs.readFileSync(filename, 'utf8').replace(/^#!.*/, '');
  const isEs = isEsModule(filename);
  if (!isEs && mayImport(text)) return undefined;
  return { code: Module.wrap(isEs ? translate(text, filename) : text), isEs, targets: {} };
}
