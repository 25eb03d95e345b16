import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { runNode } from '../architecture/support/planted-house';

const ROOT = resolve(__dirname, '../..');

/** What a build reads. */
const CLONED = ['apps', 'libs', 'migrations', 'scripts', 'architecture.mjs', 'nest-cli.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
const ADDED = ['libs', 'migrations'];

/** What a clone may have of its own already: the stranger begins without. */
const ADOPTERS_OWN = /\/libs\/extensions\/src(\/|$)|\/migrations\/\d+-extensions-/;

/** A clone of Countersign with the files of this folder put over it, as its adopter has it, compiled. */
export class StrangersHouse {
  readonly folder = mkdtempSync(join(tmpdir(), 'stranger-'));
  readonly dist = join(this.folder, 'dist');

  /** `npm run build` */
  async build(): Promise<void> {
    for (const name of CLONED) cpSync(join(ROOT, name), join(this.folder, name), { recursive: true, filter: (file) => !ADOPTERS_OWN.test(file) });
    for (const name of ADDED) cpSync(join(__dirname, name), join(this.folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    const { code, output, errors } = await runNode(this.folder, [join(this.folder, 'scripts/build.mjs')]);
    if (code !== 0) throw new Error(`The stranger's house does not build:\n${output}${errors}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What the stranger adds and changes, as paths of his clone. */
export function addedFiles(): string[] {
  return ADDED.flatMap((name) => readdirSync(join(__dirname, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(__dirname, join(entry.parentPath, entry.name)));
}

export const isOurs = (file: string) => existsSync(join(ROOT, file)) && !ADOPTERS_OWN.test(join(ROOT, file));

/** The files of the stranger that a page of docs/extending shows. */
export function shownFiles(): Set<string> {
  const folder = join(ROOT, 'docs/extending');
  const pages = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return new Set([...pages.join('\n').matchAll(/^<!-- code: test\/stranger\/((?:libs|migrations)\S+)(?: for [\w-]+)? -->$/gm)].map(([, file = '']) => file));
}
