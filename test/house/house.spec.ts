import { join } from 'node:path';
import { cruise, ROOT, runNode } from '../architecture/support/planted-house';

const LIMIT_MS = 180_000;

/** What `npm run check` looks at beside types, lint and unit tests, so that whoever runs all tests runs this, too. */
describe('the house keeps its rules', () => {
  it('who may import whom', async () => {
    const { output, errors } = await cruise(ROOT, 'err');
    expect(`${output}${errors}`).toContain('no dependency violations found');
  }, LIMIT_MS);

  it('nothing lies about unused', async () => {
    const { code, output, errors } = await runNode(ROOT, [join(ROOT, 'node_modules/knip/bin/knip.js'), '--no-progress']);
    expect({ code, said: `${output}${errors}` }).toEqual({ code: 0, said: '' });
  }, LIMIT_MS);

  it('generated pages are what the code says', async () => {
    const { code, errors } = await runNode(ROOT, ['--require', join(ROOT, 'test/runner/archive/preload.cjs'), join(ROOT, 'scripts/docs.mjs'), '--check']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  }, LIMIT_MS);
});
