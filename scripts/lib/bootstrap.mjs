// Entered by every script before anything is installed, by any version of Node: built-in modules and plain syntax only.
import { nodeVersionFault } from './bootstrap/node-version.mjs';
import { installWhenNeeded } from './bootstrap/install.mjs';

/**
 * Checks Node, installs what is missing, then loads the script itself.
 *
 * @param {() => Promise<unknown>} load imports the script's body; only then npm packages and today's syntax may be used.
 *   When the module exports `main`, it is called and awaited, and the number it returns is the exit code
 */
export function bootstrap(load) {
  // A reader that leaves (`npm run up | head -1`) must not end what was asked for.
  process.stdout.on('error', function ignore() {});
  process.stderr.on('error', function ignore() {});

  const fault = nodeVersionFault(process.versions.node);
  if (fault) return report({ name: 'Fault', message: fault });

  return Promise.resolve()
    .then(installWhenNeeded)
    .then(load)
    .then((module) => (module && module.main ? module.main(process.argv.slice(2)) : undefined))
    .then((code) => {
      if (typeof code === 'number') process.exitCode = code;
    })
    .catch(report);
}

function report(error) {
  console.error(error.name === 'Fault' ? error.message : error);
  process.exitCode = 1;
}
