const SYSTEMS = ['darwin', 'linux', 'freebsd', 'openbsd', 'netbsd', 'android', 'sunos', 'aix', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

/**
 * Adds an entry for each optional package that a lock (version 3) mentions and does not hold, and removes the
 * addresses of registries. Changes the lock in place.
 *
 * @param {{ packages: Record<string, object> }} lock
 * @returns {{ added: number, unnamed: number }}
 */
export function completeLock(lock) {
  const { packages } = lock;
  let added = 0;
  for (const [dependent, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isHeld(packages, dependent, name)) continue;
      packages[`node_modules/${name}`] = entryFor(name, range, entry.dev);
      added++;
    }
  }
  const unnamed = removeAddresses(packages);
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { added, unnamed };
}

/** Looks where Node looks: beside the dependent, then in each folder above it. */
function isHeld(packages, dependent, name) {
  for (let folder = dependent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (!folder) return false;
  }
}

function entryFor(name, range, isDevelopment) {
  const words = name.split(/[/-]/);
  const system = words.includes('windows') ? 'win32' : SYSTEMS.find((each) => words.includes(each));
  const processor = PROCESSORS.find((each) => words.includes(each));
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(isDevelopment ? { dev: true } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
    ...(processor ? { cpu: [processor] } : {}),
  };
}

function removeAddresses(packages) {
  const named = Object.values(packages).filter(({ resolved }) => /^https?:/.test(resolved ?? ''));
  for (const entry of named) delete entry.resolved;
  return named.length;
}
