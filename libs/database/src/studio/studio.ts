import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StudioDoor } from './studio-door';
import { FILTER_PREFIX, mayFilter, POLICY, rowsPage, sentencePage, tablesPage } from './studio-pages';
import { StudioReader, type StudioTable, type Wanted } from './studio-reader';

const HOST = '127.0.0.1';
const MOST_PAGES = 10_000;
const LIMITS = { requestTimeout: 5_000, headersTimeout: 5_000, maxHeaderSize: 16_384 };

interface Answer {
  readonly status: number;
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Studio {
  /** Works once, within five minutes. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Opens read-only pages over the database at `url`, on a free port of loopback; throws when it does not answer. Who may open it is the caller's to decide:
 * `npm run db:studio` does so in development alone.
 */
export async function openStudio(url: string): Promise<Studio> {
  const reader = new StudioReader(url);
  await reader.tables().catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  const server = createServer(LIMITS);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, HOST, resolve));
  const { port } = server.address() as AddressInfo;
  const door = new StudioDoor(`studio${port}`);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answerTo(request, { reader, door, port })
      .catch(failed)
      .then((answer) => send(response, answer));
  });
  return {
    address: `http://${HOST}:${port}/?ticket=${door.ticket}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await reader.close();
    },
  };
}

interface Parts {
  readonly reader: StudioReader;
  readonly door: StudioDoor;
  readonly port: number;
}

async function answerTo({ method, url = '/', headers }: IncomingMessage, { reader, door, port }: Parts): Promise<Answer> {
  // Another site's name that points here must not read these pages (DNS rebinding).
  if (![`${HOST}:${port}`, `localhost:${port}`].includes(headers.host ?? '')) return refused(403, 'Not here', `Open it as ${HOST}:${port}.`);
  if (method !== 'GET' && method !== 'HEAD') return refused(405, 'Read only', 'These pages are there to be read.');
  // As it came: a path of two slashes would name a host where it stood alone.
  const address = `http://${HOST}${url}`;
  if (!url.startsWith('/') || !URL.canParse(address)) return refused(400, 'No such page', 'That is no path.');
  const { pathname, searchParams } = new URL(address);
  const cookie = method === 'GET' && door.admit(searchParams.get('ticket') ?? '');
  if (cookie) return { status: 303, html: '', headers: { location: '/', 'set-cookie': cookie } };
  if (!door.knows(headers.cookie)) {
    return refused(403, 'Closed', 'This address has been used, is older than five minutes, or is not the one that was printed. Run "npm run db:studio" again for a new one.');
  }
  const tables = await reader.tables();
  if (pathname === '/') return { status: 200, html: tablesPage(tables, await reader.counts(tables)) };
  const table = tables.find(({ name }) => pathname === `/table/${encodeURIComponent(name)}`);
  return table ? rowsOf(table, searchParams, reader) : refused(404, 'Not there', 'There is no such page.');
}

async function rowsOf(table: StudioTable, query: URLSearchParams, reader: StudioReader): Promise<Answer> {
  const filters = new Map<string, string>();
  for (const [key, value] of query) {
    if (!key.startsWith(FILTER_PREFIX) || value === '') continue;
    const column = table.columns.find(({ name }) => key === `${FILTER_PREFIX}${name}`);
    if (!column || !mayFilter(column)) return refused(400, 'No such filter', 'Hidden columns and JSON cannot be searched, nor what is not there.');
    if (value.includes('\u0000')) return refused(400, 'No such filter', 'A text holds no NUL.');
    filters.set(column.name, value);
  }
  const page = Number(query.get('page') ?? 1);
  if (!Number.isInteger(page) || page < 1 || page > MOST_PAGES) return refused(400, 'No such page', `Pages go from 1 to ${MOST_PAGES}.`);
  const wanted: Wanted = { table, filters, page };
  const { rows, hasMore } = await reader.rows(wanted);
  return { status: 200, html: rowsPage(wanted, rows, hasMore) };
}

function refused(status: number, title: string, sentence: string): Answer {
  return { status, html: sentencePage(title, sentence) };
}

/** What the driver says may hold a row: it is told by its kind alone. */
function failed(error: unknown): Answer {
  const { code } = error as { code?: unknown };
  const reason = typeof code === 'string' ? ` (${code})` : '';
  return refused(503, 'The database does not answer', `It did not answer in time, or refused${reason}. Narrow the filters, or look whether it runs.`);
}

function send(response: ServerResponse, { status, html, headers = {} }: Answer): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'cache-control': 'no-store',
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...headers,
  });
  response.end(html);
}
