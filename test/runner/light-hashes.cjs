// Loaded before a process of the tests (`node --require`). Each person that a test makes costs a hash of the password and ten of backup
// codes, and each log-in another: at the floor of Argon2id they would be a fifth of all that the tests compute. The specs of passwords
// and codes keep it, and so does a process that asks for another cost than the floor's, or is started as it is shipped.
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { isMainThread } = require('node:worker_threads');

/** KiB. */
const LIGHT = 1024;

/** The processes of the tests run in the folder of the build. */
const dist = process.cwd();
const ours = (file) => require(join(dist, 'libs/crypto/src', file));

if (isMainThread) {
  createRequire(join(dist, 'apps/api/src/main.js'))('reflect-metadata');
  // Read when codes are hashed; what ARGON2_MEMORY_COST must reach was read before.
  const { ARGON2_FLOOR } = ours('crypto.settings.js');
  lightenPasswords(ours('pool/hash-pool.js'), { ...ARGON2_FLOOR });
  ARGON2_FLOOR.memoryCost = LIGHT;
}

/** The pool's one word for the cost, which all that hashes and compares passwords asks for. */
function lightenPasswords({ HashPool }, { memoryCost, timeCost }) {
  const costs = new WeakMap();
  Object.defineProperty(HashPool.prototype, 'cost', {
    get() {
      return costs.get(this);
    },
    set(cost) {
      const isAtFloor = cost.memoryCost === memoryCost && cost.timeCost === timeCost;
      costs.set(this, isAtFloor ? { ...cost, memoryCost: LIGHT } : cost);
    },
  });
}
