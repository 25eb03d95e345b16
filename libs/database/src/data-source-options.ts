import type { DataSourceOptions } from 'typeorm';
import { StartupFault } from '@countersign/kernel';
import { connectionFrom } from './connection';
import { TIME_LIMITS } from './time-limits';
import { TimedClient } from './timed-client';

export const MIGRATIONS_TABLE = 'schema_migrations';

interface Wanted {
  readonly url: string;
  readonly applicationName: string;
  /** Whether session settings may be sent when connecting; a transaction pooler refuses them. */
  readonly session: boolean;
  readonly onPoolError?: (error: Error) => void;
}

export function dataSourceOptions({ url, applicationName, session, onPoolError }: Wanted): DataSourceOptions {
  const { connection, fault } = connectionFrom(url);
  if (!connection) throw new StartupFault(`The database address ${fault}`);
  const { host, port, user: username, password, database, ssl, poolSize, schema, poolTimeoutSeconds } = connection;
  return {
    type: 'postgres',
    ...{ host, port, username, password, database, ssl, poolSize, applicationName },
    // The pool's limit, of waiting for a free connection too; TimedClient has a shorter one for a new connection.
    connectTimeoutMS: Math.min(TIME_LIMITS.requestMilliseconds, poolTimeoutSeconds * 1000),
    synchronize: false,
    installExtensions: false,
    migrationsTableName: MIGRATIONS_TABLE,
    poolErrorHandler: onPoolError ?? (() => undefined),
    extra: {
      Client: TimedClient,
      keepAlive: true,
      query_timeout: TIME_LIMITS.statementMilliseconds,
      ...(session ? sessionSettings(schema) : {}),
    },
  };
}

function sessionSettings(schema: string | null) {
  return {
    statement_timeout: TIME_LIMITS.statementMilliseconds,
    lock_timeout: TIME_LIMITS.lockMilliseconds,
    idle_in_transaction_session_timeout: TIME_LIMITS.idleInTransactionMilliseconds,
    ...(schema === null ? {} : { options: `-c search_path=${schema}` }),
  };
}
