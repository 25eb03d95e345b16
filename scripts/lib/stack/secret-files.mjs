import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { isPlaceholder, newPassword, newSecrets } from './secrets.mjs';

/** Only who runs the containers reads them, as the files' owner or in its group; root of PostgreSQL's image does so anyway. */
const MODE = 0o440;
/** Several keys, the first of which is used: data is sealed with the others too. */
const IS_RING = /_(KEYS|PEPPERS)$/;

/**
 * One file for each secret in a folder, for settings of the form NAME_FILE. What is there stays; what the environment gives
 * wins, placeholders aside, but for a ring that lacks a key which is there: nobody could open what that one sealed. What is
 * missing is made. A file is whole or absent, also when the power fails.
 *
 * @param {string} folder
 * @param {string} databaseAddress PostgreSQL's URL, which gets the password that is made for it: `DATABASE_URL`
 * @param {Record<string, string | undefined>} env
 * @returns {Record<string, 'made' | 'kept' | 'taken over'>} what became of each
 */
export function writeSecretFiles(folder, databaseAddress, env) {
  const done = {};
  for (const [name, fresh] of Object.entries(newSecrets())) {
    const given = env[name] && !isPlaceholder(env[name]) ? env[name] : undefined;
    done[name] = keep(path.join(folder, name), given, fresh);
  }
  // PostgreSQL reads its own once, when it makes the database: a later one would not be its password.
  const ofServer = path.join(folder, 'POSTGRES_PASSWORD');
  done.POSTGRES_PASSWORD = keep(ofServer, undefined, newPassword());
  const url = new URL(databaseAddress);
  url.password = read(ofServer);
  done.DATABASE_URL = keep(path.join(folder, 'DATABASE_URL'), url.href);
  return done;
}

function keep(file, given, fresh) {
  const known = read(file);
  if (known !== undefined && (given === undefined || known === given)) return 'kept';
  const name = path.basename(file);
  if (known !== undefined && IS_RING.test(name) && !holdsAll(given, known)) {
    throw new Fault(`${name} of the environment lacks a key of ${file}, and data is sealed with that one: put the file's keys behind the new one, separated by commas, or take ${name} out of the environment.`);
  }
  write(file, given ?? fresh);
  return given === undefined ? 'made' : 'taken over';
}

function holdsAll(ring, known) {
  const entries = ring.split(',').map((entry) => entry.trim());
  return known.split(',').every((entry) => entries.includes(entry.trim()));
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined;
}

function write(file, text) {
  const draft = `${file}.draft`;
  try {
    fs.rmSync(draft, { force: true });
    fs.writeFileSync(draft, `${text}\n`, { mode: MODE, flush: true });
    fs.renameSync(draft, file);
  } catch (error) {
    throw new Fault(`${file} cannot be written (${error.code}): the folder must belong to user ${process.getuid?.()}.`);
  }
}
