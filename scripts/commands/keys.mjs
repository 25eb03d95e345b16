import { runServiceCommand } from '../lib/service-command.mjs';

/** `npm run keys -- list|rotate|retire`: the keys that sign access tokens under `JWT_ACCESS_ALGORITHM=ES256`. */
export function main(args) {
  return runServiceCommand('libs/sessions/src/cli/keys.js', args);
}
