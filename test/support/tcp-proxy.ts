import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A door before a dependency that a test can close (refuse), hang (accept and say nothing) and open again. */
export interface TcpProxy {
  readonly port: number;
  /** `url` with our address instead of its own. */
  before(url: string): string;
  set(state: 'open' | 'hung' | 'closed'): void;
  stop(): Promise<void>;
}

export async function startTcpProxy(target: { hostname: string; port: number }): Promise<TcpProxy> {
  let state: 'open' | 'hung' | 'closed' = 'open';
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (state === 'closed') return void client.destroy();
    const upstream = connect(target.port, target.hostname);
    for (const [from, to] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(from);
      from.on('error', () => undefined).on('close', () => to.destroy());
      from.on('data', (data) => state === 'open' && to.write(data));
      from.once('close', () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    port,
    before: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).toString(),
    set: (next) => {
      state = next;
      // What a hung connection swallowed is gone, so an old one is of no use to either side.
      if (next !== 'hung') cut();
    },
    stop: () => (cut(), new Promise((resolve) => server.close(() => resolve()))),
  };
}
