import fs from 'node:fs';
import { run } from '../process/run.mjs';

const LAST_RESORT = { uid: 65534, gid: 65534 };

/**
 * Who PostgreSQL runs as: it refuses root, so root hands it to `postgres` or `nobody`; anyone else runs it himself (null).
 *
 * @returns {{ uid: number, gid: number } | null}
 */
export function databaseUser() {
  if (process.getuid?.() !== 0) return null;
  return accountNamed('postgres') ?? accountNamed('nobody') ?? LAST_RESORT;
}

/** Whether that user may enter a folder: a clone below /root may be closed to it. */
export async function canEnter(folder, user) {
  if (!user) return true;
  const { code } = await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { user, limitSeconds: 5 });
  return code === 0;
}

function accountNamed(name) {
  if (!fs.existsSync('/etc/passwd')) return null;
  const line = fs.readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (!line) return null;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}
