import fs from 'node:fs';

const LISTENING = '0A';

/**
 * Whether a process of ours is the one that listens on a TCP port, as the system's own tables say: an answer on the port
 * alone may come from anybody. Undefined where they cannot be read (systems other than Linux).
 *
 * @param {number} pid
 * @param {number} port
 * @returns {boolean | undefined}
 */
export function listensOn(pid, port) {
  if (!fs.existsSync('/proc/self/net/tcp')) return undefined;
  try {
    const rows = ['tcp', 'tcp6'].flatMap((table) => rowsOf(`/proc/${pid}/net/${table}`));
    const inodes = rows.filter((row) => isListening(row, port)).map((row) => `socket:[${row[9]}]`);
    return fs.readdirSync(`/proc/${pid}/fd`).some((name) => inodes.includes(linkOf(`/proc/${pid}/fd/${name}`)));
  } catch (error) {
    return error.code === 'EACCES' ? undefined : false; // Else it has ended.
  }
}

/** proc(5): local address as hex:hex, state, …, inode. */
function isListening([, local, , state], port) {
  return state === LISTENING && parseInt(local.split(':')[1], 16) === port;
}

function rowsOf(file) {
  if (!fs.existsSync(file)) return []; // A kernel without IPv6.
  return fs.readFileSync(file, 'utf8').split('\n').slice(1).filter(Boolean).map((line) => line.trim().split(/\s+/));
}

function linkOf(file) {
  try {
    return fs.readlinkSync(file);
  } catch {
    return null; // Closed meanwhile.
  }
}
