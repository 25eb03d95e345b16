import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { addressesInHostsFile } from './hosts-file';
import { OutboundFailure } from './outbound-failure';
import { OutboundSettings } from './outbound.settings';

const QUERY_TIMEOUT_MS = 2_000;
const QUERY_TRIES = 2;
const UNKNOWN = new Set(['ENOTFOUND', 'ENODATA']);
/** RFC 6761 §6.3: whatever a name server says, these mean this machine. */
const LOOPBACK = ['127.0.0.1', '::1'];

/**
 * Finds the addresses of a name. It asks the name servers itself: `getaddrinfo` runs in the four threads that hashing and
 * files use too, where names that never answer would hold up everything else.
 */
@Injectable()
export class Names {
  constructor(private readonly settings: OutboundSettings) {}

  /**
   * IPv4 first; an address is its own.
   *
   * @throws OutboundFailure `name`, also when the signal is aborted.
   */
  async addressesOf(host: string, signal: AbortSignal): Promise<string[]> {
    if (isIP(host)) return [host];
    if (/(^|\.)localhost$/.test(host)) return LOOPBACK;
    const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
    if (this.settings.OUTBOUND_DNS_SERVERS) resolver.setServers(this.settings.OUTBOUND_DNS_SERVERS);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.ask(resolver, host);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  private async ask(resolver: Resolver, host: string): Promise<string[]> {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found;
    const codes = answers.map((answer) => (answer.status === 'rejected' ? String((answer.reason as { code?: string }).code) : ''));
    const isUnknown = codes.every((code) => UNKNOWN.has(code));
    // A name that no server knows may stand in the file of hosts. Not by getaddrinfo: that would ask the servers once more.
    const local = isUnknown && !this.settings.OUTBOUND_DNS_SERVERS ? await addressesInHostsFile(host) : [];
    if (local.length > 0) return local;
    throw new OutboundFailure('name', `the name does not resolve (${codes[0]})`);
  }
}
