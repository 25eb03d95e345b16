import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { isPlaceholder, newPassword, newSecrets } from './secrets.mjs';

/** The service's own: for the files' owner and its group. */
const OF_SERVICE = 0o440;
/** A server reads its own as whichever user its image has; nobody else has the volume. */
const OF_SERVER = 0o444;
/** Several keys, the first of which is used: data is sealed with the others too. */
const IS_RING = /_(KEYS|PEPPERS)$/;

/**
 * One file for each secret of the service, for settings of the form NAME_FILE, and what each server has to know in a folder of
 * its own, so that none knows what is not its business. What is there stays; what the environment gives
 * wins, placeholders aside, but for a ring that lacks a key which is there: nobody could open what that one sealed. What is
 * missing is made. A file is whole or absent, also when the power fails.
 *
 * @param {{ service: string, postgres: string, redis: string }} folders
 * @param {{ database: string, redis: string }} addresses URLs with a user, which get the passwords that are made for them:
 *   `DATABASE_URL` and `REDIS_URL`
 * @param {Record<string, string | undefined>} env
 * @returns {Record<string, 'made' | 'kept' | 'taken over'>} what became of each
 */
export function writeSecretFiles(folders, addresses, env) {
  const done = {};
  for (const [name, fresh] of Object.entries(newSecrets())) {
    const given = env[name] && !isPlaceholder(env[name]) ? env[name] : undefined;
    done[name] = keep(path.join(folders.service, name), { given, fresh });
  }
  // PostgreSQL reads its own once, when it makes the database: later ones would not be its passwords.
  const passwords = { POSTGRES_PASSWORD: folders.postgres, DATABASE_PASSWORD: folders.postgres, REDIS_PASSWORD: folders.redis };
  for (const [name, folder] of Object.entries(passwords)) done[name] = keep(path.join(folder, name), { fresh: newPassword(), mode: OF_SERVER });
  const ofUser = withPassword(addresses.redis, path.join(folders.redis, 'REDIS_PASSWORD'));
  keep(path.join(folders.redis, 'redis.conf'), { given: redisUsers(ofUser), mode: OF_SERVER });
  const urls = { DATABASE_URL: withPassword(addresses.database, path.join(folders.postgres, 'DATABASE_PASSWORD')), REDIS_URL: ofUser };
  for (const [name, { href }] of Object.entries(urls)) done[name] = keep(path.join(folders.service, name), { given: href });
  return done;
}

function withPassword(address, file) {
  return Object.assign(new URL(address), { password: read(file) });
}

/**
 * Lines of redis.conf: whoever does not say the password may ask whether the server is there, and nothing else. Without a password
 * of its default user Redis would answer its own machine alone, and the services are others.
 */
function redisUsers({ username, password }) {
  return `protected-mode no\nuser default reset on nopass +ping\nuser ${username} reset on >${password} ~* &* +@all`;
}

function keep(file, { given, fresh, mode = OF_SERVICE }) {
  const known = read(file);
  if (known !== undefined && (given === undefined || known === given)) return 'kept';
  const name = path.basename(file);
  if (known !== undefined && IS_RING.test(name) && !holdsAll(given, known)) {
    throw new Fault(`${name} of the environment lacks a key of ${file}, and data is sealed with that one: put the file's keys behind the new one, separated by commas, or take ${name} out of the environment.`);
  }
  write(file, given ?? fresh, mode);
  return given === undefined ? 'made' : 'taken over';
}

function holdsAll(ring, known) {
  const entries = ring.split(',').map((entry) => entry.trim());
  return known.split(',').every((entry) => entries.includes(entry.trim()));
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined;
}

function write(file, text, mode) {
  const draft = `${file}.draft`;
  try {
    fs.rmSync(draft, { force: true });
    fs.writeFileSync(draft, `${text}\n`, { mode, flush: true });
    fs.renameSync(draft, file);
  } catch (error) {
    throw new Fault(`${file} cannot be written (${error.code}): the folder must belong to user ${process.getuid?.()}.`);
  }
}
