import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { isPlaceholder, newPassword, newSecrets } from './secrets.mjs';

/** Only who runs the containers reads them, as the files' owner or in its group; root of PostgreSQL's image does so anyway. */
const MODE = 0o440;

/**
 * One file for each secret in a folder, for settings of the form NAME_FILE. What is there stays; what the environment gives
 * wins, placeholders aside; what is missing is made. A file is whole or absent, also when the power fails.
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
  write(file, given ?? fresh);
  return given === undefined ? 'made' : 'taken over';
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
