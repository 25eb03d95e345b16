// Plain syntax: read before the version of Node has been checked.
import path from 'path';
import { fileURLToPath } from 'url';

/** The clone. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Everything that the scripts make and Git ignores. Compiled copies live here so that they find `node_modules`. */
export const WORKSPACE = path.join(ROOT, '.data');

/** Where the scripts keep what is slow to get: npm's cache (without a home), Redis from packages. */
export const CACHE = path.join(WORKSPACE, 'cache');

/** Which codes `npm run totp` has given out. */
export const USED_CODES = path.join(WORKSPACE, 'totp');
