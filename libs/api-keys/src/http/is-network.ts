import { isIP, isIPv6, SocketAddress } from 'node:net';
import { ValidateBy } from 'class-validator';

/** An address, or a network in CIDR form (RFC 4632 §3.1): `203.0.113.7`, `2001:db8::/48`. */
export const IsNetwork = () =>
  ValidateBy(
    {
      name: 'isString',
      validator: { validate: isNetwork, defaultMessage: () => 'each must be an address or a network such as 203.0.113.0/24' },
    },
    { each: true },
  );

/** A v4-mapped address is looked at as IPv4, and a zone (RFC 4007) means nothing elsewhere: neither would ever match. */
function isNetwork(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [address = '', bits, more] = value.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  if (most === undefined || more !== undefined || address.includes('%') || isMapped(address)) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
}

/** In any spelling (RFC 4291 §2.5.5.2). */
function isMapped(address: string): boolean {
  return isIPv6(address) && new SocketAddress({ address, family: 'ipv6' }).address.startsWith('::ffff:');
}
