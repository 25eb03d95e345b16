import fs from 'node:fs';
import { Fault } from '../fault.mjs';
import { signalGroup } from './alive.mjs';
import { Child } from './child.mjs';
import { Guardian } from './guardian.mjs';
import { endRuns } from './run.mjs';

/** The servers and temporary folders of one command: started together, ended together, whatever happens. */
export class Crew {
  #guardian = new Guardian();
  #children = [];
  #groups = new Set();
  #folders = [];
  #closing = null;

  get isClosing() {
    return this.#closing !== null;
  }

  /** @param {import('./child.mjs').ChildOptions} options a child of the same name that has ended is replaced */
  async start(options) {
    this.#refuseWhenClosing();
    const child = await Child.start(options, this.#guardian);
    const index = this.#children.findIndex(({ name }) => name === options.name);
    if (index >= 0) this.#children[index] = child;
    else this.#children.push(child);
    this.#refuseWhenClosing();
    return child;
  }

  /** Takes in a process group that was started elsewhere; it is killed at the end. @returns {() => void} lets it go */
  adopt(pid) {
    this.#groups.add(pid);
    this.#guardian.adopt(pid, 'SIGKILL');
    return () => {
      this.#groups.delete(pid);
      this.#guardian.release(pid);
    };
  }

  /** Names a folder that goes with the crew. */
  removeAtEnd(folder) {
    this.#folders.push(folder);
    this.#guardian.removeAtEnd(folder);
  }

  /** Ends all, the last started first, and removes the folders. Safe to call twice. */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    await endRuns();
    for (const pid of this.#groups) signalGroup(pid, 'SIGKILL');
    for (const child of [...this.#children].reverse()) await child.stop();
    for (const folder of this.#folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    this.#guardian.farewell();
  }

  #refuseWhenClosing() {
    if (this.isClosing) throw new Fault('Stopped before it was ready.');
  }
}
