import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, personalEnvironment, reachableFolder, until } from './support';

jest.setTimeout(30_000);

describe('the watch of npm run dev', () => {
  const folder = reachableFolder();
  const file = join(folder, 'deep', 'a.ts');
  const program = `
    const { watchSources } = await import(${JSON.stringify(join(ROOT, 'scripts/lib/watch.mjs'))});
    setInterval(() => {}, 1000);
    void watchSources([${JSON.stringify(folder)}], async (name) => console.log(name));
    console.log('watching');`;
  let watcher: ChildProcess;
  let seen: string[] = [];

  beforeAll(async () => {
    mkdirSync(join(folder, 'deep'));
    writeFileSync(file, 'one');
    watcher = spawn(process.execPath, ['--input-type=module', '-e', program], { env: personalEnvironment() });
    watcher.stdout!.on('data', (chunk: Buffer) => seen.push(...chunk.toString().trim().split('\n')));
    expect(await until(() => seen.includes('watching'))).toBe(true);
  });

  afterAll(() => {
    watcher.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['renamed over', () => (writeFileSync(`${file}.tmp`, 'two'), renameSync(`${file}.tmp`, file))],
    ['appended to after that', () => appendFileSync(file, ' and more')],
    ['removed', () => rmSync(file)],
    ['made anew', () => writeFileSync(file, 'three')],
  ])('sees a file that is %s', async (_way, change) => {
    seen = [];
    change();
    expect(await until(() => seen.length > 0)).toBe(true);
    expect(seen).toEqual([file]);
  });

  it('sees no test and no other kind of file', async () => {
    seen = [];
    for (const name of ['a.spec.ts', 'a.md']) writeFileSync(join(folder, name), 'x');
    await new Promise((wait) => setTimeout(wait, 2000));
    expect(seen).toEqual([]);
  });
});
