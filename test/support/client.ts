import { expectAnswer } from '@countersign/openapi/testing';
import { markExchange } from './canary/marks';
import { openApiDocument } from './openapi';

/** What came back, with the body read: JSON where it says so. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // A test looks at whatever the service answered.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- golden tests assert on the shape themselves
  readonly body: any;
}

export interface Call {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What no documented client would send: the answer is not compared with the document. */
  readonly isUndocumented?: boolean;
  /** Its values are made up for every member alike, and nobody's secrets. */
  readonly isMadeUp?: boolean;
}

/** Every way to a documented path is documented too; these two are about paths and methods that are not. */
const OF_NO_ROUTE = new Set([404, 405]);

/** A client of one API process, as another program would write it. Every answer is compared with the OpenAPI document. */
export class Client {
  /** @param baseUrl with the base path, e.g. http://127.0.0.1:3001/api */
  constructor(readonly baseUrl: string) {}

  get(path: string, call?: Call) {
    return this.send('GET', path, undefined, call);
  }

  post(path: string, body?: unknown, call?: Call) {
    return this.send('POST', path, body, call);
  }

  patch(path: string, body?: unknown, call?: Call) {
    return this.send('PATCH', path, body, call);
  }

  delete(path: string, call?: Call) {
    return this.send('DELETE', path, undefined, call);
  }

  /** @param body text and bytes go as they are, anything else as JSON. */
  async send(method: string, path: string, body: unknown, call: Call = {}): Promise<Reply> {
    const { token, headers, signal, isUndocumented, isMadeUp } = call;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      signal: signal ?? AbortSignal.timeout(30_000),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: body === undefined ? undefined : isRaw ? (body as string) : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const reply = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    markExchange(isMadeUp ? undefined : body, reply.status, reply.body);
    if (!isUndocumented) await compareWithDocument(method, new URL(response.url), reply);
    return reply;
  }
}

async function compareWithDocument(method: string, { pathname: path }: URL, { status, body }: Reply): Promise<void> {
  const document = openApiDocument();
  if (OF_NO_ROUTE.has(status) && !isDocumented(document.paths, method, path)) return;
  expectAnswer(document, method, path, status, body);
}

function isDocumented(paths: object, method: string, path: string): boolean {
  return Object.entries(paths).some(([template, operations]) => {
    const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
    return pattern.test(path) && method.toLowerCase() in (operations as object);
  });
}
