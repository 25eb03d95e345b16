import { cruise, lint, ROOT } from './support/planted-house';

/** The rules over what stands: whatever runs the tests runs these, too. */
describe('the house keeps its rules', () => {
  it('who may import whom', async () => {
    const { code, output, errors } = await cruise(ROOT, 'err');
    expect(`${output}${errors}`).toContain('no dependency violations found');
    expect(code).toBe(0);
  }, 120_000);

  it('what must not be written', async () => {
    const { output, errors } = await lint(ROOT, 'stylish');
    expect(`${output}${errors}`).toBe('');
  }, 120_000);
});
