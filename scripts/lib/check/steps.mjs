import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';

/** What `npm run check` does, the longest first: each stands alone and reads the sources only. */
export const STEPS = [
  { name: 'unit tests', script: 'scripts/test.mjs', args: ['unit'] },
  { name: 'lint (eslint)', package: 'eslint', args: ['.', '--max-warnings=0', '--cache', '--cache-location', '.data/cache/eslint'] },
  { name: 'types (tsc)', package: 'typescript', bin: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'boundaries (dependency-cruiser)', package: 'dependency-cruiser', bin: 'depcruise', args: ['-c', '.dependency-cruiser.cjs', 'apps', 'libs', 'migrations', 'test'] },
  { name: 'unused code (knip)', package: 'knip', args: ['--no-progress'] },
  { name: 'generated pages', script: 'scripts/docs.mjs', args: ['--check'] },
];

/** The file that Node runs for a step: the program of a package, or a script of ours. */
export function programOf(step) {
  if (step.script) return path.join(ROOT, step.script);
  const folder = path.join(ROOT, 'node_modules', step.package);
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[step.bin ?? step.package]);
}
