import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { run } from '../process/run.mjs';

/** The superuser that owns the cluster and its database. */
export const OWNER = 'countersign';

/** Nothing is flushed, and a password that nobody guesses is digested once (from version 16 on): a thousand connections of `npm test` show it. */
const passing = (major) => ['--no-sync', ...(major >= 16 ? ['--set', 'scram_iterations=1'] : [])];

/** Nothing of the caller's PG* variables, and messages in English. */
export const SERVER_ENVIRONMENT = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/**
 * Makes an empty cluster in `folder` unless one is there, and refuses one of another major version.
 *
 * @param {{ folder: string, binaries: { folder: string, major: number }, user: object | null, password: string,
 *   isLasting: boolean }} options `isLasting`: written through to the disk
 */
export async function prepareCluster({ folder, binaries, user, password, isLasting }) {
  const versionFile = path.join(folder, 'PG_VERSION');
  if (fs.existsSync(versionFile)) return refuseOtherVersion(folder, versionFile, binaries.major);

  const draft = `${folder}.new`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { recursive: true, mode: 0o700 });
  const passwordFile = `${folder}.password`;
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const entry of [draft, passwordFile]) fs.chownSync(entry, user.uid, user.gid);

  const args = ['-D', draft, '-U', OWNER, '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256'];
  args.push(`--pwfile=${passwordFile}`, '--no-instructions', ...(isLasting ? [] : passing(binaries.major)));
  const made = await run(path.join(binaries.folder, 'initdb'), args, { user, env: SERVER_ENVIRONMENT, limitSeconds: 30 });
  fs.rmSync(passwordFile, { force: true });
  if (made.code !== 0) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw new Fault(`PostgreSQL could not make its data folder ${folder}: ${whyInitFailed(made)}; remedy that or set DATABASE_URL.`);
  }
  fs.renameSync(draft, folder);
}

function refuseOtherVersion(folder, versionFile, major) {
  const made = fs.readFileSync(versionFile, 'utf8').trim();
  if (made === String(major)) return;
  throw new Fault(
    `The data in ${folder} was made by PostgreSQL ${made} and this is PostgreSQL ${major}: ` +
      'carry it over with pg_dump of the old version, or start on empty data with `npm run up -- --fresh`.',
  );
}

function whyInitFailed({ output, isLate }) {
  if (isLate) return 'initdb took longer than 30 s';
  const lines = output.split('\n').filter((line) => /error|fatal|denied|No space/i.test(line));
  return (lines.at(-1) ?? output.trim().split('\n').at(-1) ?? '').trim() || 'initdb gave no reason';
}
