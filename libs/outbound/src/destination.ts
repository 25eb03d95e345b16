import { isIP } from 'node:net';
import { addressClass, isWithin } from './address-class';

/** Where a caller of the client may go. */
export interface DestinationRules {
  /** `http:` beside `https:`; `listed`: only to addresses within `privateNetworks`. */
  readonly mayUseHttp: boolean | 'listed';
  /** Private networks (CIDR) that may be reached; `all` of them, or none with an empty list. */
  readonly privateNetworks: readonly string[] | 'all';
  readonly ports: readonly number[] | 'any';
}

const MAX_LENGTH = 2_048;
/** The URL parser drops tabs and line breaks and takes a backslash for a slash: no honest URL has any of them. */
const UNPRINTABLE = /[\s\\\p{C}]/u;
const LOOPBACK_NAME = /(^|\.)localhost$/;

/** What is wrong with a URL, as the end of a sentence that begins with its name; null: nothing that can be seen without DNS. */
export function destinationFault(text: string, rules: DestinationRules): string | null {
  if (text.length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters`;
  if (UNPRINTABLE.test(text) || !URL.canParse(text)) return 'must be a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(rules.mayUseHttp && url.protocol === 'http:')) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must hold no user name and no password';
  if (url.hash !== '') return 'must hold no fragment';
  if (rules.ports !== 'any' && !rules.ports.includes(portOf(url))) return `must have one of the ports ${rules.ports.join(', ')}`;
  const host = hostOf(url);
  if (host === '') return 'must name a host';
  const address = isIP(host) ? host : LOOPBACK_NAME.test(host) ? '127.0.0.1' : null;
  if (address === null || mayReach(address, rules, url)) return null;
  return mayReach(address, rules) ? 'must begin with https://' : 'must lead to a public address';
}

/** Whether a connection to this address is allowed, by default with `https:`. The one place that decides it. */
export function mayReach(address: string, rules: DestinationRules, { protocol } = { protocol: 'https:' }): boolean {
  const { mayUseHttp, privateNetworks } = rules;
  const kind = addressClass(address);
  if (kind === 'forbidden') return false;
  if (kind === 'public' && (protocol === 'https:' || mayUseHttp === true)) return true;
  return privateNetworks === 'all' ? kind === 'private' : isWithin(address, privateNetworks);
}

/** Without the brackets of IPv6 and the dot at the end of a full name. The parser made one form of decimal, hex and octal ones. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

export function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80));
}
