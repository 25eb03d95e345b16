import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { ChannelFailure } from '../../channels/channel-failure';
import { timeLimit } from '../time-limit';
import { twilioFailure } from './twilio-failure';

/** What Twilio's client asks of its HTTP side. */
export interface TwilioRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface TwilioResponse {
  readonly statusCode: number;
  readonly body: string;
}

/** Far more than an answer about one message takes. */
const MOST_BYTES = 64 * 1024;

/**
 * The HTTP side of Twilio's client, in place of its own: that takes a proxy from the environment, waits without end for a
 * body that comes by the byte, cannot be broken off and does not say Retry-After.
 */
export class TwilioHttp {
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: 20 });
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: 20 });

  /** @param origin instead of Twilio's. */
  constructor(
    private readonly timeoutMilliseconds: number,
    private readonly origin?: string,
  ) {}

  /** The same connections, for one message: broken off by its signal or the time limit, whichever comes first. */
  until(signal: AbortSignal): { request: (asked: TwilioRequest) => Promise<TwilioResponse> } {
    return { request: (asked) => this.request(asked, AbortSignal.any([signal, timeLimit(this.timeoutMilliseconds)])) };
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  private async request(asked: TwilioRequest, signal: AbortSignal): Promise<TwilioResponse> {
    const progress = { isWritten: false };
    const { response, body } = await this.exchange(asked, signal, progress).catch((error: unknown) => {
      throw unreached(error, signal, asked.method.toUpperCase() === 'POST' && progress.isWritten);
    });
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300) throw twilioFailure(statusCode, body, headers);
    return { statusCode, body };
  }

  private exchange({ method, uri, username, password, headers, params, data }: TwilioRequest, signal: AbortSignal, progress: { isWritten: boolean }) {
    const url = this.placeOf(uri, params);
    const isSecure = url.protocol === 'https:';
    const form = data === undefined ? undefined : formOf(data);
    const length = form === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(form)) };
    const options = { method, signal, auth: `${username}:${password}`, headers: { ...headers, ...length }, agent: isSecure ? this.#https : this.#http };
    return new Promise<{ response: IncomingMessage; body: string }>((resolve, reject) => {
      const take = (response: IncomingMessage) => void bodyOf(response).then((body) => resolve({ response, body }), reject);
      const request = isSecure ? httpsRequest(url, options, take) : httpRequest(url, options, take);
      // Said when the last byte has left this process, which it does not before the connection and its TLS stand.
      request.on('error', reject).on('finish', () => void (progress.isWritten = true)).end(form);
    });
  }

  private placeOf(uri: string, params: TwilioRequest['params'] = {}): URL {
    const asked = new URL(uri);
    const url = new URL(`${asked.pathname}${asked.search}`, this.origin ?? asked.origin);
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    return url;
  }
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new ChannelFailure('twilio answered too much', { isPermanent: false });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function formOf(data: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(data).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
}

function unreached(error: unknown, signal: AbortSignal, mayHaveTaken: boolean): ChannelFailure {
  if (error instanceof ChannelFailure) return error;
  const { code } = error as NodeJS.ErrnoException;
  const isLate = (signal.reason as Error | undefined)?.name === 'TimeoutError';
  const why = !signal.aborted ? (code ?? 'error') : isLate ? 'ETIMEDOUT' : 'EABORT';
  return new ChannelFailure(`twilio ${why}`, { isPermanent: false, doubts: mayHaveTaken ? 1 : 0 });
}
