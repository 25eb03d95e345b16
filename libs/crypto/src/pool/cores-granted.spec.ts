import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { coresGranted } from './cores-granted';

describe('coresGranted', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cgroup-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const cores = (files: Record<string, string>, visible = 16) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return coresGranted({ root: folder, membership: join(folder, 'membership') }, visible);
  };

  it.each<[string, Record<string, string>, number]>([
    ['nothing is known', {}, 16],
    ['version 2 says no limit', { membership: '0::/\n', 'cpu.max': 'max 100000\n' }, 16],
    ['version 2 grants 3 cores', { membership: '0::/\n', 'cpu.max': '300000 100000\n' }, 3],
    ['version 2 grants one and a half', { membership: '0::/\n', 'cpu.max': '150000 100000\n' }, 1],
    ['version 2 grants a quarter', { membership: '0::/\n', 'cpu.max': '25000 100000\n' }, 1],
    ['a group above binds', { membership: '0::/a/b', 'a/cpu.max': '200000 100000', 'a/b/cpu.max': '800000 100000' }, 2],
    ['version 2 hides the membership', { 'cpu.max': '200000 100000\n' }, 2],
    ['version 1 grants 2 cores', v1('cpu', '/', '200000'), 2],
    ['version 1 says no limit', v1('cpu', '/', '-1'), 16],
    ['version 1 joins two controllers', v1('cpu,cpuacct', '/', '400000'), 4],
    ['version 1 shows a container its own group at the root', v1('cpu', '/docker/4f', '200000', '/'), 2],
  ])('when %s', (_case, files, expected) => {
    expect(cores(files)).toBe(expected);
  });

  it('never grants more than the machine has', () => {
    expect(cores({ membership: '0::/', 'cpu.max': '800000 100000' }, 2)).toBe(2);
  });
});

function v1(controllers: string, path: string, quota: string, group = path): Record<string, string> {
  const at = join(controllers, group);
  return {
    membership: `5:memory:/x\n4:${controllers}:${path}\n1:name=systemd:/\n`,
    [join(at, 'cpu.cfs_quota_us')]: `${quota}\n`,
    [join(at, 'cpu.cfs_period_us')]: '100000\n',
  };
}
