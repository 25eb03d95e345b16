// Lets a child process of a spec require our TypeScript: node -r this-file program.cjs
const { join } = require('node:path');
const Module = require('node:module');
const { transformFileSync } = require('@swc/core');

const libs = join(__dirname, '../../..');
const options = {
  swcrc: false,
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

Module._extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const path = request.startsWith('@countersign/') ? join(libs, request.slice('@countersign/'.length)) : request;
  try {
    return resolve.call(this, path, ...rest);
  } catch (error) {
    // A dynamic import names the compiled file.
    if (!/^\..*\.js$/.test(path)) throw error;
    return resolve.call(this, path.replace(/\.js$/, '.ts'), ...rest);
  }
};
