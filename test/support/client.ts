/** What came back, with the body read: JSON where it says so. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // A test looks at whatever the service answered.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- golden tests assert on the shape themselves
  readonly body: any;
}

interface Call {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A client of one API process, as another program would write it. */
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

  async send(method: string, path: string, body: unknown, { token, headers, signal }: Call = {}): Promise<Reply> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      signal: signal ?? AbortSignal.timeout(20_000),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
}
