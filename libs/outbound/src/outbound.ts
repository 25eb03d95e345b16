import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import tls from 'node:tls';
import { Injectable } from '@nestjs/common';
import { destinationFault, hostOf, mayReach, portOf, type DestinationRules } from './destination';
import { Names } from './names';
import { failureOf, OutboundFailure } from './outbound-failure';
import { OutboundSettings } from './outbound.settings';
import { openTunnel } from './tunnel';

const TIME_LIMIT_MS = 15_000;
const READ_LIMIT_BYTES = 64 * 1024;

export interface OutboundRequest {
  readonly url: string;
  readonly rules: DestinationRules;
  /** Default POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the look-up of the name to the last byte that is read. Default 15 s. */
  readonly timeLimitMs?: number;
  readonly signal?: AbortSignal;
}

export interface OutboundAnswer {
  /** Whatever it was: a redirect is an answer like any other and is not followed. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most 64 KiB; the rest is not read. */
  readonly body: Buffer;
}

/** The only HTTP client of the house. It reaches what the rules allow and nothing else, whatever a name resolves to. */
@Injectable()
export class Outbound {
  constructor(
    private readonly names: Names,
    private readonly settings: OutboundSettings,
  ) {}

  /** @throws OutboundFailure when there is no answer, or when the rules do not allow the destination. */
  async send(request: OutboundRequest): Promise<OutboundAnswer> {
    const fault = destinationFault(request.url, request.rules);
    if (fault) throw new OutboundFailure('refused', `the URL ${fault}`);
    const limit = AbortSignal.timeout(request.timeLimitMs ?? TIME_LIMIT_MS);
    const signal = request.signal ? AbortSignal.any([limit, request.signal]) : limit;
    try {
      const url = new URL(request.url);
      return await this.exchange(url, await this.addresses(url, request.rules, signal), request, signal);
    } catch (error) {
      if (limit.aborted) throw new OutboundFailure('time', 'no answer within the time limit');
      throw failureOf(error);
    }
  }

  /** Where the connection will go. One address that the rules refuse refuses all: an honest name has none. */
  private async addresses(url: URL, rules: DestinationRules, signal: AbortSignal): Promise<string[]> {
    const addresses = await this.names.addressesOf(hostOf(url), signal);
    signal.throwIfAborted();
    if (addresses.every((address) => mayReach(address, rules, url))) return addresses;
    const isPublic = addresses.every((address) => mayReach(address, rules));
    throw new OutboundFailure('refused', isPublic ? 'the name leads where only https may go' : 'the name leads to an address that is not public');
  }

  private async exchange(url: URL, addresses: readonly string[], request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const { method = 'POST', headers, body = '' } = request;
    const connection = this.settings.proxy ? await this.throughProxy(url, addresses, signal) : pinned(addresses);
    const client = url.protocol === 'https:' ? https : http;
    const options: https.RequestOptions = {
      ...{ method, signal, rejectUnauthorized: true, ...connection },
      headers: { 'User-Agent': 'Countersign', Connection: 'close', ...headers, 'Content-Length': Buffer.byteLength(body) },
    };
    const asking = client.request(url, options);
    asking.end(body);
    const answer = await answerTo(asking);
    try {
      return { status: answer.statusCode!, headers: answer.headers, body: await readUpTo(READ_LIMIT_BYTES, answer) };
    } finally {
      asking.destroy();
    }
  }

  private async throughProxy(url: URL, [address = '']: readonly string[], signal: AbortSignal): Promise<RequestOptions> {
    const authority = `${isIP(address) === 6 ? `[${address}]` : address}:${portOf(url)}`;
    const socket = await openTunnel(this.settings.proxy!, authority, signal);
    if (url.protocol === 'http:') return { createConnection: () => socket };
    const host = hostOf(url);
    const servername = isIP(host) ? undefined : host;
    return { createConnection: () => tls.connect({ socket, host, servername, rejectUnauthorized: true }) };
  }
}

/** The socket connects to these addresses and asks nobody again: what was checked is what is reached. */
function pinned(addresses: readonly string[]): RequestOptions {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: RequestOptions['lookup'] = (_name, options, done) =>
    options.all ? done(null, found) : done(null, found[0]!.address, found[0]!.family);
  return { lookup, agent: false };
}

function answerTo(asking: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asking.on('response', resolve).on('error', reject);
    // Such as after an answer 101: node ends the connection and says no more.
    asking.on('close', () => reject(new OutboundFailure('network', 'the connection was closed without an answer')));
  });
}

async function readUpTo(bytes: number, answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}
