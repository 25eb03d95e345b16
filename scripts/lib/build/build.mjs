import fs from 'node:fs';
import path from 'node:path';
import { ROOT, WORKSPACE } from '../paths.mjs';
import { Fault } from '../fault.mjs';
import { isAlive } from '../process/alive.mjs';
import { run } from '../process/run.mjs';
import { patiently } from '../progress.mjs';

const LIMIT_SECONDS = 120;
/** The compiler's own stack, which says nothing of the source. */
const COMPILER_TRACE = /^\s+(\d+: |at )|^Stack backtrace:/;
const BUILDS = path.join(WORKSPACE, 'builds');

/**
 * Compiles apps, libs and migrations into a new folder of this process. Whoever runs from it holds a copy of its own,
 * so that a build beside it takes nothing away. Tests name a build of the same sources in BUILD_COPY_OF, which is then copied.
 *
 * @param {string} purpose one word that begins the folder's name
 * @param {(line: string) => void} log
 * @param {(folder: string) => void} [onFolder] told of the folder as soon as it exists
 * @returns {Promise<string>} the folder, which the caller renames into place or removes
 */
export async function buildCopy(purpose, log, onFolder = () => {}) {
  removeAbandoned();
  const folder = fs.mkdtempSync(path.join(BUILDS, `${purpose}-${process.pid}-`));
  onFolder(folder);
  const began = Date.now();
  try {
    const given = process.env.BUILD_COPY_OF;
    if (given) fs.cpSync(given, folder, { recursive: true });
    else await compile(folder, log);
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  log(`built in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return folder;
}

async function compile(folder, log) {
  const project = `${folder}.tsconfig.json`;
  fs.writeFileSync(project, JSON.stringify(projectFor(folder)));
  try {
    const work = run(process.execPath, [nestCli(), 'build', 'api', '--path', path.relative(ROOT, project)], {
      cwd: ROOT,
      limitSeconds: LIMIT_SECONDS,
      env: { ...process.env, NO_COLOR: '1' },
    });
    const doing = { log, doing: 'building', limitSeconds: LIMIT_SECONDS + 5, remedy: 'run it again on a quieter machine' };
    const { code, output } = await patiently(doing, work);
    if (code !== 0 || !fs.existsSync(path.join(folder, 'apps', 'api', 'src', 'main.js'))) throw failed(output);
  } finally {
    fs.rmSync(project, { force: true });
  }
}

/** Puts a finished build where `npm start` looks; what stood there goes in one move. */
export function putInPlace(build, target) {
  const old = `${build}.old`;
  fs.chmodSync(build, 0o755); // Made for its owner alone, while another user may run it.
  if (fs.existsSync(target)) fs.renameSync(target, old);
  fs.renameSync(build, target);
  fs.rmSync(old, { recursive: true, force: true });
}

function projectFor(outDir) {
  return {
    extends: path.relative(BUILDS, path.join(ROOT, 'tsconfig.build.json')),
    compilerOptions: { outDir },
    include: ['apps', 'libs', 'migrations'].map((name) => path.join(ROOT, name)),
  };
}

function nestCli() {
  const { bin } = JSON.parse(fs.readFileSync(path.join(ROOT, 'node_modules/@nestjs/cli/package.json'), 'utf8'));
  return path.join(ROOT, 'node_modules/@nestjs/cli', bin.nest);
}

function failed(output) {
  const lines = output.split('\n').filter((line) => line.trim() && !COMPILER_TRACE.test(line)).slice(-40).join('\n');
  return new Fault(`${lines}\nThe build failed: correct what is named above and run it again.`);
}

/** Folders whose process died without removing them. */
function removeAbandoned() {
  fs.mkdirSync(BUILDS, { recursive: true });
  for (const name of fs.readdirSync(BUILDS)) {
    const owner = Number(name.match(/-(\d+)-/)?.[1]);
    if (owner && isAlive(owner)) continue;
    fs.rmSync(path.join(BUILDS, name), { recursive: true, force: true });
  }
}
