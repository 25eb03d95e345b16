import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MigrationInterface } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

/** `migrations/` of the project: compiled beside the compiled libs, or the sources where those run (tests). */
export const MIGRATIONS_FOLDER: string = resolve(__dirname, '../../../migrations');

const FILE = /^\d{14}-[a-z0-9-]+\.(js|ts)$/;

/** Every migration of the folder, found by its file's name and in its order; nobody keeps a list. */
export function migrationClasses(folder = MIGRATIONS_FOLDER): MigrationClass[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => FILE.test(file) && !file.endsWith('.d.ts'));
  return files.sort().flatMap((file) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the folder is read at run time
    const exported = require(join(folder, file)) as Record<string, unknown>;
    return Object.values(exported).filter((value): value is MigrationClass => typeof value === 'function');
  });
}

export function migrationNames(folder = MIGRATIONS_FOLDER): string[] {
  return migrationClasses(folder).map((type) => new type().name ?? type.name);
}
