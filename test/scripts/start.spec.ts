import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, reachableFolder, shell } from './support';

const clone = reachableFolder();
const copy = (name: string) => cpSync(join(ROOT, name), join(clone, name), { recursive: true });

beforeAll(() => ['package.json', '.npmrc', 'scripts'].forEach(copy));
afterAll(() => rmSync(clone, { recursive: true }));

/** A clone that nobody has built or installed. */
describe('npm start without a build', () => {
  it.each(['start', 'start:worker'])('says in one sentence what is missing (%s)', async (name) => {
    const { code, output } = await shell(`cd ${clone} && npm run -s ${name} 2>&1`, { npm_config_loglevel: 'silent' });
    expect({ code, output: output.trim() }).toEqual({ code: 1, output: 'There is no dist/: run "npm run build" first.' });
  });
});

describe('an installation', () => {
  it('does not follow a link to the packages of another clone, which npm ci would remove', async () => {
    copy('package-lock.json');
    cpSync(join(clone, 'scripts'), join(clone, 'elsewhere'), { recursive: true });
    symlinkSync('elsewhere', join(clone, 'node_modules'));
    const { code, output } = await shell(`cd ${clone} && node scripts/secrets.mjs 2>&1`);
    expect({ code, output: output.trim() }).toEqual({
      code: 1,
      output: 'node_modules is a symbolic link, whose target npm ci would empty: remove the link and run it again.',
    });
    expect(readdirSync(join(clone, 'elsewhere'))).toEqual(readdirSync(join(clone, 'scripts')));
  });
});
