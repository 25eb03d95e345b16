import dns from 'node:dns/promises';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsFor } from '@countersign/config/testing';
import { addressesInHostsFile } from './hosts-file';
import { Names } from './names';
import { OutboundSettings } from './outbound.settings';

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

it('is all that is asked of a name that no server knows: getaddrinfo would ask them anew, in the threads and past the time', async () => {
  const unknown = Object.assign(new TypeError('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
  const lookup = jest.spyOn(dns, 'lookup').mockReturnValue(new Promise<never>(() => undefined));
  const asks = (['resolve4', 'resolve6'] as const).map((ask) => jest.spyOn(dns.Resolver.prototype, ask).mockRejectedValue(unknown));
  const names = new Names(settingsFor(OutboundSettings));
  await expect(names.addressesOf('hook.test', AbortSignal.timeout(250))).rejects.toMatchObject({ kind: 'name' });
  expect(lookup).not.toHaveBeenCalled();
  for (const spy of [lookup, ...asks]) spy.mockRestore();
});
