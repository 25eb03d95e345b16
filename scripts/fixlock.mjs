import fs from 'node:fs';
import path from 'node:path';
import { isInstalled } from './lib/bootstrap/install.mjs';
import { completeLock } from './lib/complete-lock.mjs';
import { ROOT } from './lib/paths.mjs';

// Run after each change of dependencies. A partial registry mirror leaves optional packages of other platforms out of
// the lock, and `npm ci` then refuses it; a lock that names a registry's host installs from nowhere else.
const file = path.join(ROOT, 'package-lock.json');
const wasInstalled = isInstalled();
const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
const { added, unnamed } = completeLock(lock);
const text = `${JSON.stringify(lock, null, 2)}\n`;
if (text !== fs.readFileSync(file, 'utf8')) fs.writeFileSync(file, text);

// What is installed stays installed: only entries of other platforms have changed.
const installed = path.join(ROOT, 'node_modules', '.package-lock.json');
if (wasInstalled) fs.utimesSync(installed, new Date(), new Date());
console.log(`package-lock.json: ${added} entries added, ${unnamed} registry addresses removed`);
