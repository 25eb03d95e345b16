import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands before a server and can be cut or hung, as a network can. */
export class TcpProxy {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  isHung = false;

  constructor(private readonly target: URL) {}

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    this.#server = createServer((client) => this.join(client));
    await new Promise<void>((resolve) => this.#server!.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses new connections and cuts those that stand. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server!.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [[client, server], [server, client]] as const) {
      this.#sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', (data) => void (this.isHung || to.write(data)));
      from.on('close', () => void to.destroy());
    }
  }
}
