import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface ThreadSource {
  readonly filename: string;
  readonly execArgv?: string[];
}

/**
 * The file of the hashing threads: compiled beside this one, or, where the process runs from TypeScript sources (Jest),
 * the source itself with a hook that compiles it. The hook is text because the build copies nothing but TypeScript.
 */
export function threadSource(): ThreadSource {
  const isSource = __filename.endsWith('.ts');
  const filename = join(__dirname, '..', isSource ? 'hash.thread.ts' : 'hash.thread.js');
  return isSource ? { filename, execArgv: ['--import', hookFor(filename)] } : { filename };
}

function hookFor(filename: string): string {
  const hook = `
    import { createRequire } from 'node:module';
    const require = createRequire(${JSON.stringify(pathToFileURL(filename).href)});
    const { transformFileSync } = require('@swc/core');
    const options = {
      swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    };
    require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);`;
  return `data:text/javascript,${encodeURIComponent(hook)}`;
}
