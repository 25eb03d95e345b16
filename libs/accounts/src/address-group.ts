import { isIP } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * What counts as one client address: an IPv4 address, or the /64 of an IPv6 one, since a subscriber is given at least
 * that much (RFC 6177 §2). An IPv4 address in IPv6 clothes is the IPv4 address (RFC 4291 §2.5.5.2).
 */
export function addressGroup(address: string | null): string {
  if (address === null) return 'none';
  const plain = address.split('%')[0]!;
  const mapped = MAPPED.exec(canonical(plain));
  if (mapped) return mapped[1]!;
  return isIP(plain) === 6 ? `${network(plain)}::/64` : plain;
}

/** Hexadecimal spelling of a mapped address back to dots: ::ffff:c000:201 is 192.0.2.1. */
function canonical(address: string): string {
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex) return address;
  const [high, low] = [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16)];
  return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

function network(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const dotted = after.at(-1)?.includes('.') ? 1 : 0;
  const missing = tail === undefined ? 0 : 8 - before.length - after.length - dotted;
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  return groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':');
}
