import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  readonly at: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the line. */
  readonly body: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks at whatever was sent
  readonly json: any;
}

type Script = number | 'hang' | { readonly status: number; readonly headers: Readonly<Record<string, string>> };

export interface Receiver {
  readonly url: string;
  /** What came, the oldest first. */
  readonly received: ReceivedWebhook[];
  /** What the receiver does from now on; 204 at first. A list is used up from the front, its last entry stays. */
  answer(...script: readonly [Script, ...Script[]]): void;
  /** Answers 204 to those that it has left hanging. */
  letGo(): void;
  close(): Promise<void>;
}

/** A real receiver of webhooks on a free port of the loopback interface, told what to answer. */
export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  let script: readonly Script[] = [204];
  let hanging: ServerResponse[] = [];
  const next = (): Script => {
    const [first, ...rest] = script;
    if (rest.length > 0) script = rest;
    return first ?? 204;
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    received.push({ at: performance.now(), path: request.url ?? '', headers: request.headers, body, json: JSON.parse(body) });
    const wanted = next();
    if (wanted === 'hang') return void hanging.push(response);
    const { status, headers } = typeof wanted === 'number' ? { status: wanted, headers: {} } : wanted;
    response.writeHead(status, headers).end();
  });
  server.on('clientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: (...wanted) => void (script = wanted),
    letGo: () => {
      for (const response of hanging) response.writeHead(204).end();
      hanging = [];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
