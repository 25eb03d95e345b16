// Before `npm start` and `npm run start:worker`, where only what production needs may be installed: built-in modules only.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/paths.mjs';

const [app] = process.argv.slice(2);
if (!fs.existsSync(path.join(ROOT, 'dist', 'apps', app, 'src', 'main.js'))) {
  console.error('There is no dist/: run "npm run build" first.');
  process.exitCode = 1;
}
