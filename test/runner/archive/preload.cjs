// Loaded before a process of the tests (`node --require`): its modules come out of the archive of the build, when there is one.
const fs = require('node:fs');
const { join } = require('node:path');
const { isMainThread } = require('node:worker_threads');
const { ARCHIVE, readArchive } = require('./archive-file.cjs');
const { installLoader } = require('./loader.cjs');

/** The processes of the tests run in the folder of the build; a script is told where that is. */
const file = join(process.env.TEST_DIST ?? process.cwd(), ARCHIVE);

// A thread loads a handful of modules.
if (isMainThread && fs.existsSync(file)) {
  const archive = readArchive(file);
  // Recorded was what loads at start; an import that comes later is looked up as a `require` is.
  installLoader((name) => archive.get(name), (importer, name) => require('node:module').createRequire(importer).resolve(name));
}
