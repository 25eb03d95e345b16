import { runServiceCommand } from '../lib/service-command.mjs';

/** `npm run admin -- create <email>`: makes an administrator. */
export function main(args) {
  return runServiceCommand('libs/administration/src/cli/admin.js', args);
}
