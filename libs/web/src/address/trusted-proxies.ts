import { BlockList, isIP } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';

/** The networks whose X-Forwarded-For is believed. Never "everybody" and never a number of hops: both let a caller choose. */
export class TrustedProxies {
  private readonly networks = new BlockList();

  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) {
      const [address = '', bits] = cidr.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      this.networks.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
    }
  }

  trusts(address: string | undefined): boolean {
    const folded = foldAddress(address ?? '');
    const family = isIP(folded);
    return family > 0 && this.networks.check(folded, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** An IPv4 address mapped into IPv6 (RFC 4291 §2.5.5.2) as IPv4; any other address in its shortest form. */
export function foldAddress(address: string): string {
  return normalizeIp(address, 128).replace(/\/128$/, '');
}

/** What limits count by: an IPv4 address, or the /64 that one IPv6 customer has at the least. */
export function limitKeyOf(address: string): string {
  return normalizeIp(address, 64);
}
