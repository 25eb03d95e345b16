import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./guardian-main.mjs', import.meta.url));

/**
 * Sees to it that nothing outlives this process, however it ends. It is a small process of its own that reads from a
 * pipe: when the pipe closes without a farewell (SIGKILL, a crash), it ends the children and removes the temporary
 * folders that it was told of. Works on every system, unlike `prctl(PR_SET_PDEATHSIG)`.
 */
export class Guardian {
  #child = spawn(process.execPath, [MAIN], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });

  constructor() {
    this.#child.unref();
    this.#child.stdin.unref?.();
    this.#child.stdin.on('error', () => {}); // Ended from outside: nothing left to tell.
  }

  /** @param {number} pid leader of a process group @param {NodeJS.Signals} signal the one that ends it in order */
  adopt(pid, signal) {
    this.#tell({ adopt: pid, signal });
  }

  release(pid) {
    this.#tell({ release: pid });
  }

  /** Names a folder to remove at the end. */
  removeAtEnd(folder) {
    this.#tell({ folder });
  }

  /** Everything has been ended and removed in order. */
  farewell() {
    this.#tell({ farewell: true });
    this.#child.stdin.end();
  }

  #tell(message) {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }
}
