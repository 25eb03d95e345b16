// Loaded before a process of the tests (`node --require`). Ten backup codes come with each person that a test enrols: at the floor of
// Argon2id they would be a tenth of all that the tests compute. Passwords, and the specs of the codes themselves, keep it.
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { isMainThread } = require('node:worker_threads');

/** KiB. */
const LIGHT = 1024;

/** The processes of the tests run in the folder of the build. */
const dist = process.cwd();

if (isMainThread) {
  createRequire(join(dist, 'apps/api/src/main.js'))('reflect-metadata');
  // Read when codes are hashed; what ARGON2_MEMORY_COST must reach was read before.
  require(join(dist, 'libs/crypto/src/crypto.settings.js')).ARGON2_FLOOR.memoryCost = LIGHT;
}
