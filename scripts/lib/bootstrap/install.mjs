import childProcess from 'child_process';
import fs from 'fs';
import path from 'path';
import { ROOT, CACHE } from '../paths.mjs';
import { npmCommand } from './npm-command.mjs';
import { withLock } from './lock.mjs';

const LIMIT_SECONDS = 300;
const LOCK_FILE = path.join(ROOT, 'package-lock.json');
const PACKAGES = path.join(ROOT, 'node_modules');
/** npm writes it as the last act of an installation, so it also tells a finished one from an interrupted one. */
const INSTALLED = path.join(PACKAGES, '.package-lock.json');

/** Runs `npm ci` when `node_modules` is absent, unfinished or older than the lock. */
export function installWhenNeeded() {
  if (isInstalled()) return Promise.resolve();
  const folder = path.join(CACHE, 'install.lock');
  return withLock(folder, LIMIT_SECONDS, () => (isInstalled() ? undefined : install()));
}

export function isInstalled() {
  // A folder without a lock is no clone but a container image, which holds what it needs.
  if (!fs.existsSync(LOCK_FILE)) return true;
  if (!fs.existsSync(INSTALLED)) return false;
  return fs.statSync(INSTALLED).mtimeMs >= fs.statSync(LOCK_FILE).mtimeMs;
}

function isLink(file) {
  const found = fs.lstatSync(file, { throwIfNoEntry: false });
  return found !== undefined && found.isSymbolicLink();
}

function install() {
  // npm ci would empty the folder that it leads to, which may be another clone's.
  if (isLink(PACKAGES)) return Promise.reject(fault('node_modules is a symbolic link, whose target npm ci would empty: remove the link and run it again.'));
  const began = Date.now();
  // Not on standard output: `npm run -s secrets >> .env` may be the first command in a clone.
  console.error('installing the npm packages (npm ci)');
  const npm = npmCommand();
  // `--include`: a shell with NODE_ENV=production would get neither the compiler nor Jest.
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  const child = childProcess.spawn(npm.command, npm.args.concat(args), {
    cwd: ROOT,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  let output = '';
  const keep = (chunk) => {
    output = (output + chunk).slice(-20000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  return new Promise((resolve, reject) => {
    const stopWatching = watch(child, began, (message) => reject(fault(message)));
    child.on('error', (error) => {
      stopWatching();
      reject(fault(`npm could not be started (${error.message}): install npm, which comes with Node, and run it again.`));
    });
    child.on('close', (code) => {
      stopWatching();
      if (code !== 0) return reject(fault(failure(output)));
      const now = new Date();
      fs.utimesSync(INSTALLED, now, now);
      console.error(`installed in ${seconds(began)} s`);
      resolve();
    });
  });
}

/** A line every eight seconds, the limit, and the end of npm together with ours. */
function watch(child, began, giveUp) {
  const parent = process.ppid;
  const end = (signal) => () => {
    child.kill(signal);
    process.exit(1);
  };
  const onSignal = end('SIGTERM');
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach((signal) => process.on(signal, onSignal));

  const line = setInterval(() => console.error(`installing … ${seconds(began)} s`), 8000);
  const orphan = setInterval(() => process.ppid !== parent && onSignal(), 500);
  const limit = setTimeout(() => {
    child.kill('SIGKILL');
    giveUp(`npm ci took longer than ${LIMIT_SECONDS} s: check the network and the registry, then run it again.`);
  }, LIMIT_SECONDS * 1000);

  return () => {
    clearInterval(line);
    clearInterval(orphan);
    clearTimeout(limit);
    signals.forEach((signal) => process.removeListener(signal, onSignal));
  };
}

function environment() {
  const env = Object.assign({}, process.env, { npm_config_update_notifier: 'false' });
  const cache = env.npm_config_cache || path.join(env.HOME || '/', '.npm');
  if (!isWritable(cache)) env.npm_config_cache = path.join(CACHE, 'npm');
  return env;
}

function isWritable(folder) {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch (error) {
    return false;
  }
}

function failure(output) {
  const lines = output.split('\n').filter((line) => /npm (error|ERR!) +\S/.test(line) && !/A complete log/.test(line));
  const reason = lines.slice(0, 3).map((line) => line.replace(/^.*npm (error|ERR!) +/, '')).join('; ');
  const remedy = /EUSAGE/.test(reason) ? 'run `npm install` and `npm run fixlock`' : 'check the network and the registry';
  return `npm ci failed (${reason || output.trim().slice(-300) || 'no message'}): ${remedy}, then run it again.`;
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}

function fault(message) {
  return Object.assign(new Error(message), { name: 'Fault' });
}
