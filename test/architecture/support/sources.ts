import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './planted-house';

export interface Source {
  /** From the project's folder: `libs/totp/src/totp.factor.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Files below folders of the project, by the ends of their names; without what is installed or compiled. */
export function sourcesIn(folders: readonly string[], endings: readonly string[]): Source[] {
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](node_modules|dist|\.data)[\\/]/.test(file.slice(ROOT.length)))
    .map((file) => ({ path: file.slice(ROOT.length + 1), text: readFileSync(file, 'utf8') }));
}

export const isSpec = ({ path }: Source) => path.endsWith('.spec.ts');

/** Fakes, test databases and the like: what only specs reach. */
export const isSupport = ({ path }: Source) => /^libs\/[^/]+\/(testing\.ts$|src\/(.*\/)?(testing\/|(test|fake|recording)-[^/]+$))/.test(path);

export const libOf = ({ path }: Source) => /^libs\/([^/]+)\//.exec(path)?.[1];

/** What the libs ship: without specs and support. */
export function products(): Source[] {
  return sourcesIn(['libs'], ['.ts']).filter((source) => !isSpec(source) && !isSupport(source));
}

/** The names of the folders in libs/. */
export function libs(): string[] {
  const entries = readdirSync(join(ROOT, 'libs'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

export const lineCount = (text: string) => text.replace(/\n$/, '').split('\n').length;

/** Without comments, so that a rule looks at code alone. Strings stay: SQL stands in them. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/(^|\s)\/\/[^\n]*/g, '$1');
}
