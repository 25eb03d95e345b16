import fs from 'node:fs';

/** Clock ticks a second: 100 on every Linux (`getconf CLK_TCK`). */
const TICKS = 100;

/**
 * What processes used so far, as proc(5) says it. PostgreSQL counts with all its children.
 *
 * @param {Record<string, number | undefined>} pids by name
 * @returns {Record<string, { cpuSeconds: number, residentMiB: number }> | null} null on systems without /proc
 */
export function usageOf(pids) {
  if (!fs.existsSync('/proc/self/stat')) return null;
  const running = Object.entries(pids).filter(([name, pid]) => pid && name !== 'redis');
  return Object.fromEntries(running.map(([name, pid]) => [name, usageOfTree(pid, name === 'postgres' ? 'Pss' : 'Rss')]));
}

/** PostgreSQL's children share pages, which are shared out among them (Pss), or each would count all shared buffers. */
function usageOfTree(pid, memory) {
  const all = [pid, ...childrenOf(pid)];
  const used = all.map((one) => readUsage(one, memory)).filter(Boolean);
  const sum = (key) => used.reduce((total, one) => total + one[key], 0);
  // Of children that have ended their parent tells.
  return { cpuSeconds: sum('cpu') + (used[0]?.endedChildren ?? 0), residentMiB: sum('mib') };
}

function childrenOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function readUsage(pid, memory) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
    const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15);
    const [, kib] = new RegExp(`^${memory}:\\s+(\\d+)`, 'm').exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [0, 0];
    return { cpu: (user + system) / TICKS, endedChildren: (childrenUser + childrenSystem) / TICKS, mib: Number(kib) / 1024 };
  } catch {
    return null; // It has ended meanwhile.
  }
}
