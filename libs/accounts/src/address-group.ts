import { normalizeIp } from '@nestjs/throttler';

/** An IPv6 customer has at least this much of an address to move in (RFC 6177 §2). */
const CUSTOMER_PREFIX = 64;

/** What counts as one client address: an IPv4 address (mapped into IPv6 too), or the /64 of an IPv6 one. */
export function addressGroup(address: string | null): string {
  return address === null ? 'none' : normalizeIp(address, CUSTOMER_PREFIX);
}
