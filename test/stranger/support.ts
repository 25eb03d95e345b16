import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { runNode } from '../architecture/support/planted-house';

const ROOT = resolve(__dirname, '../..');

/** What a build reads. */
const CLONED = ['apps', 'libs', 'migrations', 'scripts', 'architecture.mjs', 'nest-cli.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
const ADDED = ['libs', 'migrations'];

/** A clone of Countersign with the files of this folder put over it, as its adopter has it, compiled. */
export class StrangersHouse {
  readonly folder = mkdtempSync(join(tmpdir(), 'stranger-'));
  readonly dist = join(this.folder, 'dist');

  /** `npm run build` */
  async build(): Promise<void> {
    for (const name of CLONED) cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
    for (const name of ADDED) cpSync(join(__dirname, name), join(this.folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    const { code, output, errors } = await runNode(this.folder, [join(this.folder, 'scripts/build.mjs')]);
    if (code !== 0) throw new Error(`The stranger's house does not build:\n${output}${errors}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The files of Countersign that the stranger changes. */
export function changedFiles(): string[] {
  return ADDED.flatMap((name) => readdirSync(join(__dirname, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(__dirname, join(entry.parentPath, entry.name)))
    .filter((file) => existsSync(join(ROOT, file)));
}
