const { AsyncLocalStorage } = require('node:async_hooks');
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/**
 * A storage that was used once is carried along with every promise until it is disabled, and each suite brings those of the
 * house's own modules: a hundred suites later promises took a third of the time.
 */
const used = new Set();
for (const name of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    used.add(this);
    return original.apply(this, args);
  };
}

/**
 * Jest's environment without a realm of its own: suites share the globals of the process that runs them, as they share the
 * packages that it loaded once (runtime.cjs). What a suite may change there is put back after it.
 */
module.exports = class SharedEnvironment {
  constructor({ projectConfig: config }) {
    const global = globalThis;
    const timerConfig = { idToRef: (timer) => timer, refToId: (timer) => timer };
    this.global = global;
    this.moduleMocker = new ModuleMocker(global);
    this.fakeTimers = new LegacyFakeTimers({ config, global, moduleMocker: this.moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config, global });
    this.variables = { ...process.env };
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  // Jest asks whether it still stands; runtime.cjs compiles in the realm of the process.
  getVmContext() {
    return this.global;
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
    for (const storage of used) storage.disable();
    used.clear();
    // Where TypeORM gathers the entities of all modules that were ever loaded, and class-validator the DTOs, all of which each
    // validation looks through.
    delete this.global.typeormMetadataArgsStorage;
    delete this.global.classValidatorMetadataStorage;
  }
};
