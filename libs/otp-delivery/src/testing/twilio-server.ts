import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as Twilio's API was asked to send it. */
export interface AskedMessage {
  readonly sid: string;
  readonly To: string;
  readonly Body: string;
  readonly From?: string;
  readonly MessagingServiceSid?: string;
  readonly StatusCallback?: string;
  readonly ValidityPeriod?: string;
}

/** What the server does with a message instead of taking it. */
export interface TwilioAnswer {
  readonly status?: number;
  readonly code?: number;
  readonly retryAfter?: string;
  /** `never` answers nothing, `cut` breaks the connection, `slowly` begins an answer that does not end. */
  readonly answers?: 'never' | 'cut' | 'slowly';
  /** It takes the message all the same: the client cannot know. */
  readonly takes?: boolean;
}

interface ScriptOptions {
  readonly always?: boolean;
  /** What it does when it is asked which messages it has, which it answers else. */
  readonly lists?: 'never';
  /** What became of those that it has; `sent` unless said. */
  readonly became?: string;
  readonly errorCode?: number;
}

export interface TwilioServer {
  readonly url: string;
  /** Those that it took, the oldest first; the test may empty it. */
  readonly messages: AskedMessage[];
  /** How often it was asked, whatever it answered. */
  readonly asked: () => number;
  /** One answer a message; when they are used up it takes messages, or repeats the last one where `always`. */
  script(answers: readonly TwilioAnswer[], options?: ScriptOptions): void;
  close(): Promise<void>;
}

/** Nobody's account. */
export const testTwilio = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token of nobody' };

/** Twilio's API for messages on a free port of the loopback interface, told what to answer. */
export async function startTwilioServer(): Promise<TwilioServer> {
  const messages: AskedMessage[] = [];
  let asked = 0;
  let script: readonly TwilioAnswer[] = [];
  let options: ScriptOptions = {};
  const takenAt = new WeakMap<AskedMessage, Date>();
  const next = (): TwilioAnswer => {
    const [first = {}, ...rest] = script;
    if (!options.always || rest.length > 0) script = rest;
    return first;
  };
  const server = createServer((request, response) => void serve(request, response));
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    if (!isOurs(request)) return answer(response, 401, { code: 20003, message: 'Authenticate' });
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://twilio');
    if (request.method === 'GET' && pathname.endsWith('/Messages.json')) return list(response, searchParams.get('To'));
    if (request.method === 'GET') return answer(response, 200, { sid: testTwilio.accountSid, status: 'active' });
    asked += 1;
    const { status = 201, code, retryAfter, answers, takes = status < 300 && !answers } = next();
    const message = { ...form, sid: `SM${randomBytes(16).toString('hex')}` } as unknown as AskedMessage;
    if (takes) messages.push(message);
    takenAt.set(message, new Date());
    if (answers === 'never') return;
    if (answers === 'cut') return void request.socket.destroy();
    if (answers === 'slowly') return void response.writeHead(201, { 'content-type': 'application/json' }).write('{');
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    const body = status < 300 ? { sid: message.sid, status: 'queued' } : { code, message: `Not for ${message.To}`, status };
    answer(response, status, body, headers);
  }
  function list(response: ServerResponse, to: string | null): void {
    if (options.lists === 'never') return;
    const ofNumber = messages.filter(({ To }) => To === to).reverse();
    const shown = ofNumber.map((one) => ({ sid: one.sid, to, body: one.Body, status: options.became ?? 'sent', error_code: options.errorCode ?? null, date_created: takenAt.get(one)?.toUTCString() }));
    answer(response, 200, { messages: shown, next_page_uri: null });
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    asked: () => asked,
    script: (answers, more = {}) => void ([script, options] = [answers, more]),
    close: () => (server.closeAllConnections(), new Promise((resolve) => server.close(() => resolve()))),
  };
}

/** The header that Twilio puts on its reports: HMAC-SHA1 over the address and all fields in the order of their names. */
export function signedByTwilio(url: string, fields: Readonly<Record<string, string>>, token = testTwilio.authToken): string {
  const text = Object.keys(fields).sort().reduce((sum, name) => `${sum}${name}${fields[name]}`, url);
  return createHmac('sha1', token).update(text).digest('base64');
}

function isOurs({ headers, url }: IncomingMessage): boolean {
  const { accountSid, authToken } = testTwilio;
  const isKnown = headers.authorization === `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return isKnown && (url ?? '').startsWith(`/2010-04-01/Accounts/${accountSid}`);
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
