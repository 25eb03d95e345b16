import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** `public`: anybody's on the internet. `private`: this machine or its networks. `forbidden`: what nobody has business with. */
export type AddressClass = 'public' | 'private' | 'forbidden';

const PRIVATE = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal']);
/**
 * Where clouds answer a machine with its credentials. Most stand in link-local ranges; these do not, and are refused where
 * private networks are allowed too.
 */
const METADATA = new Set(['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254']);
/** IPv6 addresses that the internet routes (RFC 4291 §2.4: all that is assigned is in 2000::/3). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** NAT64 (RFC 6052 §2.1): the last 32 bits are the IPv4 address that is really reached. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** @param text an IPv4 or IPv6 address as a resolver or a URL gives it; anything else is forbidden. */
export function addressClass(text: string): AddressClass {
  const address = folded(text);
  if (!address || METADATA.has(address.toString())) return 'forbidden';
  const range = address.range();
  if (PRIVATE.has(range)) return 'private';
  if (range !== 'unicast') return 'forbidden';
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(GLOBAL_UNICAST) ? 'public' : 'forbidden';
}

/** Whether an address stands in one of the networks (CIDR). */
export function isWithin(text: string, networks: readonly string[]): boolean {
  const address = folded(text);
  return address !== null && networks.some((network) => isIn(address, network));
}

/** Whether a text is a network in CIDR form. */
export const isNetwork = (text: string): boolean => ipaddr.isValidCIDR(text);

function isIn(address: Address, network: string): boolean {
  const [base, bits] = ipaddr.parseCIDR(network);
  return base.kind() === address.kind() && address.match(base, bits);
}

/** IPv4 in the clothes of IPv6 (mapped, RFC 4291 §2.5.5.2; NAT64) as IPv4: that is what a connection reaches. */
function folded(text: string): Address | null {
  if (isIP(text) === 0 || text.includes('%')) return null;
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4' || !(address as ipaddr.IPv6).match(NAT64)) return address;
  return ipaddr.fromByteArray(address.toByteArray().slice(-4));
}
