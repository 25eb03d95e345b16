import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from './read-environment';

describe('the file of the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'environment-'));

  it('is read below the environment, which wins', () => {
    const file = join(folder, 'named.env');
    writeFileSync(file, 'ONE=file\nTWO="of file"\n');
    expect(readEnvironment({ ENV_FILE: file, ONE: 'shell' })).toMatchObject({ ONE: 'shell', TWO: 'of file' });
  });

  it('counts as not named when ENV_FILE is empty', () => {
    expect(readEnvironment({ ENV_FILE: '', NODE_ENV: 'production' })).toMatchObject({ NODE_ENV: 'production' });
  });

  it.each([
    ['is not there', join(folder, 'absent.env')],
    ['is a folder', folder],
  ])('stops the start with one sentence when it %s', (_case, file) => {
    expect(() => readEnvironment({ ENV_FILE: file })).toThrow(expect.objectContaining({ name: 'StartupFault', message: expect.stringContaining(file) }));
  });
});
