import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FrontDoor {
  readonly url: string;
  close(): Promise<void>;
}

/** A balancer that gives requests to several processes by turns, as an application before two of ours has it. */
export async function openFrontDoor(urls: readonly string[]): Promise<FrontDoor> {
  let turn = 0;
  const server = createServer((request, response) => {
    const target = urls[(turn += 1) % urls.length]!;
    const { method, headers, url = '/' } = request;
    const passed = forward(`${target}${url}`, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => (server.closeAllConnections(), new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `http://127.0.0.1:${port}`, close };
}
