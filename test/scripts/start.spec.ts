import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, reachableFolder, shell } from './support';

/** A clone that nobody has built or installed. */
describe('npm start without a build', () => {
  const clone = reachableFolder();
  beforeAll(() => ['package.json', '.npmrc', 'scripts'].forEach((name) => cpSync(join(ROOT, name), join(clone, name), { recursive: true })));
  afterAll(() => rmSync(clone, { recursive: true }));

  it.each(['start', 'start:worker'])('says in one sentence what is missing (%s)', async (name) => {
    const { code, output } = await shell(`cd ${clone} && npm run -s ${name} 2>&1`, { npm_config_loglevel: 'silent' });
    expect({ code, output: output.trim() }).toEqual({ code: 1, output: 'There is no dist/: run "npm run build" first.' });
  });
});
