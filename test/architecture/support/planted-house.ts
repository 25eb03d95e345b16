import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../../..');

export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Where one rule was broken: `libs/totp/src/x.ts` → the rules' names or messages. */
export type Findings = ReadonlyMap<string, readonly string[]>;

/** A small house of its own below node_modules/.cache, to plant violations in; suites may run beside each other. */
export class PlantedHouse {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>>) {
    const cache = join(ROOT, 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    this.folder = mkdtempSync(join(cache, 'planted-'));
    this.write({
      'package.json': JSON.stringify({ dependencies: { typeorm: '*' }, devDependencies: { 'only-for-tests': '*' } }),
      'node_modules/only-for-tests/package.json': JSON.stringify({ name: 'only-for-tests', version: '1.0.0', main: 'index.js' }),
      'node_modules/only-for-tests/index.js': 'module.exports = 1;',
      'eslint.config.mjs': `export { default } from ${JSON.stringify(join(ROOT, 'eslint.config.mjs'))};`,
      'tsconfig.json': JSON.stringify({
        extends: join(ROOT, 'tsconfig.json'),
        // The types of packages are not looked at by any rule, and would take a second to read.
        compilerOptions: { rootDir: '.', paths: { '@countersign/*': ['./libs/*'] }, types: [], noResolve: true },
        include: ['apps', 'libs', 'migrations', 'test'],
      }),
      ...files,
    });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** dependency-cruiser over a house by the real rules. */
export function cruise(folder: string, type: 'json' | 'err'): Promise<Outcome> {
  const binary = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const folders = ['apps', 'libs', 'migrations', 'test'];
  return runNode(folder, [binary, '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', type, ...folders]);
}

export async function cruiseFindings(folder: string): Promise<Findings> {
  const { output, errors } = await cruise(folder, 'json');
  if (!output) throw new Error(errors);
  const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return grouped(summary.violations.map(({ from, rule }) => [from, rule.name]));
}

/** ESLint over a house by the real rules. */
export async function lintFindings(folder: string): Promise<Findings> {
  const { output, errors } = await runNode(folder, [join(ROOT, 'node_modules/eslint/bin/eslint.js'), '--format', 'json', '.']);
  if (!output) throw new Error(errors);
  const results = JSON.parse(output) as { filePath: string; messages: { ruleId: string; message: string }[] }[];
  return grouped(
    results.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, message }): [string, string] => [filePath.slice(folder.length + 1), `${ruleId}: ${message}`]),
    ),
  );
}

function grouped(pairs: readonly (readonly [string, string])[]): Findings {
  const findings = new Map<string, string[]>();
  for (const [file, name] of pairs) findings.set(file, [...(findings.get(file) ?? []), name]);
  return findings;
}

export function runNode(cwd: string, args: readonly string[]): Promise<Outcome> {
  const options = { cwd, maxBuffer: 64 * 1024 * 1024, timeout: 170_000, env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' } };
  return new Promise((done) => {
    execFile(process.execPath, [...args], options, (error, output, errors) => {
      done({ code: error ? Number(error.code ?? 1) : 0, output, errors });
    });
  });
}
