const Module = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');
const { seenByEsModule } = require('./es-modules.cjs');

/** V8 does not tell code that it kept apart from code that may import: such files are left to Node. */
exports.mayImport = (code) => /\bimport\s*\(/.test(code);

/**
 * Lets Node's CommonJS loader take modules from a Map instead of searching, reading and compiling their files; what is not in
 * there is left to Node. `require` works as always: one module object a file, in `require.cache`.
 *
 * @param {(filename: string) => import('./archive-file.cjs').Kept | undefined} find
 * @param {(importer: string, name: string) => string} resolveImport of an ES module: which file an import means
 */
exports.installLoader = function installLoader(find, resolveImport) {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (name, parent, isMain, options) {
    const targets = options ? undefined : find(parent?.filename)?.targets;
    return targets?.[name] ?? keep(targets, name, resolve.apply(this, arguments));
  };

  const byNode = Module._extensions['.js'];
  Module._extensions['.js'] = function (module, filename) {
    const kept = find(filename);
    return kept ? run(module, filename, kept) : byNode(module, filename);
  };

  function run(module, filename, kept) {
    const columnOffset = -Module.wrapper[0].length;
    kept.script = new Script(kept.code, { filename, columnOffset, cachedData: kept.compiled });
    const require = kept.isEs ? importOf(module, kept) : requireOf(module);
    kept.script.runInThisContext().call(module.exports, module.exports, require, module, filename, path.dirname(filename));
  }

  function importOf(module, { targets }) {
    return (name) => {
      if (Module.isBuiltin(name)) return seenByEsModule(module.require(name));
      const key = `import ${name}`;
      const target = targets[key] ?? keep(targets, key, resolveImport(module.filename, name));
      const exported = module.require(target);
      return find(target)?.isEs ? exported : seenByEsModule(exported);
    };
  }
};

function keep(targets, name, target) {
  if (targets) targets[name] = target;
  return target;
}

function requireOf(module) {
  const require = (name) => module.require(name);
  const resolve = (name, options) => Module._resolveFilename(name, module, false, options);
  resolve.paths = (name) => Module._resolveLookupPaths(name, module);
  return Object.assign(require, { resolve, main: process.mainModule, extensions: Module._extensions, cache: Module._cache });
}
