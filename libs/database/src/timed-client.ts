import { Client, type ClientConfig, type QueryConfig, type QueryResult } from 'pg';
import type { Wait } from '@countersign/observability';
import { databaseWait, millisecondsLeft } from './time-budget';
import { TIME_LIMITS } from './time-limits';

/** `query_timeout` is an option of the statement too, which the types do not know. */
type Timed = QueryConfig & { query_timeout?: number };
type Ask = (query: string | Timed, values?: unknown, callback?: unknown) => Promise<QueryResult>;

/**
 * The connections of the pool. A new one comes within a second or not at all, while the pool's own limit lets callers wait
 * longer for a busy pool. Within a request each statement, TypeORM's too, gets what is left of the request's time.
 */
export class TimedClient extends Client {
  constructor(config: ClientConfig = {}) {
    const { connectionTimeoutMillis: forPool = TIME_LIMITS.connectMilliseconds } = config;
    const connectionTimeoutMillis = Math.min(forPool, TIME_LIMITS.connectMilliseconds);
    // The pool hides the password from being listed, and so from the spread.
    super({ ...config, password: config.password, connectionTimeoutMillis });
    // A connection that is lost while somebody holds it fails his statement; without a listener it would end the process.
    this.on('error', () => undefined);
    const ask = this.query.bind(this) as Ask;
    this.query = ((...args: Parameters<Ask>) => this.askInTime(ask, args)) as Client['query'];
  }

  private askInTime(ask: Ask, [query, values, callback]: Parameters<Ask>): Promise<QueryResult> {
    const wait = databaseWait();
    const isStream = typeof query === 'object' && 'submit' in query;
    if (!wait || isStream || callback !== undefined || typeof values === 'function') return ask(query, values, callback);
    return this.askWithin(wait, (milliseconds) => {
      const timed: Timed = typeof query === 'string' ? { text: query } : query;
      timed.query_timeout = Math.min(milliseconds, TIME_LIMITS.statementMilliseconds);
      return ask(timed, values);
    });
  }

  private async askWithin(wait: Wait, ask: (milliseconds: number) => Promise<QueryResult>): Promise<QueryResult> {
    const milliseconds = millisecondsLeft(wait);
    wait.count += 1;
    wait.begin();
    try {
      return await ask(milliseconds);
    } catch (error) {
      // The statement still runs: whoever got this connection next would wait for its end.
      if ((error as Error).message === 'Query read timeout') cut(this);
      throw error;
    } finally {
      wait.end();
    }
  }
}

/** Ends a connection without a word, since the server does not listen; said to be ending, it never goes back to the pool. */
export function cut(client: Client | undefined): void {
  void client?.end();
  (client as { connection?: { stream?: { destroy(): void } } } | undefined)?.connection?.stream?.destroy();
}
