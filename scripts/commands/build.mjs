import path from 'node:path';
import { buildCopy, putInPlace } from '../lib/build/build.mjs';
import { ROOT } from '../lib/paths.mjs';
import { createLog } from '../lib/progress.mjs';

/** `npm run build`: compiles into dist/, which changes in one move once the build has succeeded. */
export async function main() {
  const log = createLog('build');
  putInPlace(await buildCopy('build', log), path.join(ROOT, 'dist'));
  log('dist/ is ready: npm start, npm run start:worker');
}
