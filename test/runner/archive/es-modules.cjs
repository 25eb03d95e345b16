const fs = require('node:fs');
const path = require('node:path');

/**
 * ES modules as Node's CommonJS loader can run them: `import` becomes `require`, by the same rules of which file it means
 * and of what it gets. V8 keeps what it compiled of scripts alone, and Node 20 hands no code to the loader of ES modules.
 */
exports.translate = function translate(code, filename) {
  const { transformSync } = require('@swc/core');
  const options = {
    filename,
    swcrc: false,
    isModule: true,
    jsc: { target: 'es2023', externalHelpers: false, parser: { syntax: 'ecmascript' } },
    module: { type: 'commonjs' },
  };
  return transformSync(code, options).code;
};

const types = new Map();

exports.isEsModule = function isEsModule(filename) {
  if (/\.[mc]js$/.test(filename)) return filename.endsWith('.mjs');
  return typeOf(path.dirname(filename)) === 'module';
};

function typeOf(folder) {
  if (types.has(folder)) return types.get(folder);
  const file = path.join(folder, 'package.json');
  const above = () => (path.dirname(folder) === folder ? undefined : typeOf(path.dirname(folder)));
  const type = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).type : above();
  types.set(folder, type);
  return type;
}

const views = new WeakMap();

/** What an ES module sees of one that is none: all that it exports as `default`, and each by its name. */
exports.seenByEsModule = function seenByEsModule(exported) {
  const isObject = (typeof exported === 'object' && exported !== null) || typeof exported === 'function';
  if (!isObject) return { __esModule: true, default: exported };
  const known = views.get(exported);
  if (known) return known;
  const view = Object.create(exported, { __esModule: { value: true }, default: { value: exported, enumerable: true } });
  for (const name of Object.keys(exported)) {
    if (!(name in { __esModule: 1, default: 1 })) Object.defineProperty(view, name, { get: () => exported[name], enumerable: true });
  }
  views.set(exported, view);
  return view;
};
