import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesInHostsFile } from './hosts-file';

it('finds what the file of hosts says of a name, as hosts(5) writes it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  const path = join(folder, 'hosts');
  await writeFile(path, '# 10.0.0.9 hook\n::7\thook\n10.0.0.1  Hook.example hook # 10.0.0.8 other\r\n10.0.0.2 hook\nnonsense hook\n\n');
  expect(await addressesInHostsFile('hook', path)).toEqual(['10.0.0.1', '10.0.0.2', '::7']);
  expect(await addressesInHostsFile('HOOK.example.', path)).toEqual(['10.0.0.1']);
  for (const name of ['other', '10.0.0.1', 'hook.exampl', '']) expect(await addressesInHostsFile(name, path)).toEqual([]);
  await rm(folder, { recursive: true });
  expect(await addressesInHostsFile('hook', path)).toEqual([]);
});
