import type { DataSourceOptions } from 'typeorm';
import { StartupFault } from '@countersign/kernel';
import { connectionFrom } from './connection';

/**
 * Time limits, set and never inherited, so that no request waits longer than 4 s for the database: at most 1 s for a
 * connection, then at most 3 s for a statement.
 */
export const TIME_LIMITS = {
  connectMilliseconds: 1_000,
  statementMilliseconds: 3_000,
  lockMilliseconds: 1_000,
  idleInTransactionMilliseconds: 5_000,
} as const;

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
    connectTimeoutMS: Math.min(TIME_LIMITS.connectMilliseconds, poolTimeoutSeconds * 1000),
    synchronize: false,
    installExtensions: false,
    migrationsTableName: MIGRATIONS_TABLE,
    poolErrorHandler: onPoolError ?? (() => undefined),
    extra: {
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
