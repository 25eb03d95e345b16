import fs from 'node:fs';
import path from 'node:path';
import { flagsOf } from '../lib/options.mjs';
import { adviceOnDoors, REPORT } from '../lib/docs/api-report.mjs';
import { openHouse } from '../lib/docs/house.mjs';
import { pagesOf } from '../lib/docs/pages.mjs';
import { ROOT } from '../lib/paths.mjs';
import { createLog } from '../lib/progress.mjs';

/** `npm run docs` writes the generated pages; `-- --check` names those that are not what the code says, and exits with 1. */
export async function main(args) {
  const isCheck = flagsOf(args, ['check']).has('check');
  const log = createLog('docs');
  const pages = await build(log);
  const stale = Object.keys(pages).filter((page) => read(page) !== pages[page]);
  if (isCheck) {
    for (const page of stale) console.error(adviceOn(page, pages[page]));
    if (stale.length === 0) log(`${Object.keys(pages).length} generated pages are what the code says`);
    process.exit(stale.length > 0 ? 1 : 0);
  }
  for (const page of stale) write(page, pages[page]);
  log(stale.length > 0 ? `wrote ${stale.join(', ')}` : 'all generated pages stand');
  process.exit(0);
}

function adviceOn(page, text) {
  if (page === REPORT) return adviceOnDoors(read(page), text);
  return `${page} is not what the code says: run "npm run docs" and commit it.`;
}

async function build(log) {
  const house = await openHouse(log);
  try {
    return await pagesOf(house);
  } finally {
    house.close();
  }
}

function read(page) {
  const file = path.join(ROOT, page);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function write(page, text) {
  const file = path.join(ROOT, page);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
