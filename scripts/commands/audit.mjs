import { runServiceCommand } from '../lib/service-command.mjs';

/** `npm run audit -- verify [checkpoint]|checkpoint`: the seals of the audit trail. */
export function main(args) {
  return runServiceCommand('libs/audit/src/cli/audit.js', args);
}
