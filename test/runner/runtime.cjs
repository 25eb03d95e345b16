const { createRequire } = require('node:module');
const { compileFunction } = require('node:vm');
const { default: JestRuntime } = require('jest-runtime');

// What stands in the working tree, by path or by its alias; everything else is a package.
const OWN = /^(\.|\/|@countersign\/|@jest\/globals$)/;

/**
 * Jest's runtime, which evaluates every module anew for each suite, for the house's own modules only. Packages are
 * loaded by Node itself, once a process and as in production (ES modules too): Nest, TypeORM and RxJS anew for every
 * suite cost more than a second each time. So no suite can mock a package, and none does: providers are swapped.
 */
module.exports = class HouseRuntime extends JestRuntime {
  constructor(...args) {
    super(...args);
    if (!this.executor?.injectedModuleParameters) throw new Error('test/runner/runtime.cjs does not know this version of jest-runtime');
    const parameters = this.executor.injectedModuleParameters;
    // In the realm of the process: an Error or a Map of a package is then an Error or a Map for a suite too.
    this.executor.compile = (code, filename) => compiled(code, filename, parameters);
  }

  requireModuleOrMock(from, name) {
    return OWN.test(name) ? super.requireModuleOrMock(from, name) : createRequire(from)(name);
  }
};

/** Every suite evaluates a module anew, and all of them with the function that was compiled for the first. */
const functions = new Map();

function compiled(code, filename, parameters) {
  const known = functions.get(filename);
  if (known?.code === code) return known.run;
  const run = compileFunction(code, parameters, { filename });
  functions.set(filename, { code, run });
  return run;
}
