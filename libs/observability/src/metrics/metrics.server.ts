import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Logger } from '../logging/logger';
import { CONTENT_TYPE } from './exposition';
import { MetricsSettings } from './metrics.settings';
import { ProcessFigures } from './process.figures';
import { Scrape } from './scrape';

const PATH = '/metrics';
const PORT_SETTINGS = { api: 'METRICS_PORT', worker: 'WORKER_METRICS_PORT' } as const;
/** Prometheus is one caller, perhaps two; whoever else comes waits. */
const MAX_CONNECTIONS = 20;
const LIMITS = { requestTimeout: 5_000, headersTimeout: 5_000, keepAliveTimeout: 65_000, maxHeaderSize: 8_192 };

/** Shows the metrics on a port of their own: no route of the service, no guard, no limit, and never reachable through PORT. */
@Injectable()
export class MetricsServer implements OnApplicationShutdown {
  #server: Server | undefined;

  constructor(
    private readonly scrape: Scrape,
    private readonly figures: ProcessFigures,
    private readonly settings: MetricsSettings,
    private readonly logger: Logger,
  ) {}

  /** Opens the port. One that cannot be had is a warning: the service itself needs no metrics. */
  async open(process: keyof typeof PORT_SETTINGS): Promise<void> {
    const setting = PORT_SETTINGS[process];
    const [host, port] = [this.settings.METRICS_HOST, this.settings[setting]];
    const server = createServer(LIMITS, (request, response) => void this.answer(request, response));
    server.maxConnections = MAX_CONNECTIONS;
    const reason = await listening(server, host, port);
    if (reason !== null) {
      this.logger.warn({ host, port, reason }, `Metrics are not shown: that address cannot be had. Set ${setting} (0: a free one) or METRICS_HOST.`);
      return;
    }
    this.#server = server;
    this.figures.begin(process);
    const { address, family, port: opened } = server.address() as AddressInfo;
    const shownHost = family === 'IPv6' ? `[${address}]` : address;
    this.logger.info({ metrics: `http://${shownHost}:${opened}${PATH}` }, 'metrics are shown');
  }

  async onApplicationShutdown(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  private async answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Cache-Control', 'no-store').setHeader('X-Content-Type-Options', 'nosniff');
    if (url.split('?')[0] !== PATH) return finish(response, 404, 'text/plain; charset=utf-8', `Metrics are at ${PATH}.\n`);
    if (method !== 'GET' && method !== 'HEAD') {
      return finish(response.setHeader('Allow', 'GET, HEAD'), 405, 'text/plain; charset=utf-8', 'Use GET.\n');
    }
    finish(response, 200, CONTENT_TYPE, await this.scrape.text());
  }
}

function finish(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

/** Null when the port is open, else the code of the failure. */
function listening(server: Server, host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    // Stays: an error without a listener would end the process.
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => resolve(null));
  });
}
