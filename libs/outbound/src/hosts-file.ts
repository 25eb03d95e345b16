import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** The addresses that the file of hosts (hosts(5)) gives a name, IPv4 first; none where there is no such file. */
export async function addressesInHostsFile(name: string, path = '/etc/hosts'): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const found = text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    return isIP(address) && names.includes(wanted) ? [address] : [];
  });
  return found.sort((one, other) => isIP(one) - isIP(other));
}
