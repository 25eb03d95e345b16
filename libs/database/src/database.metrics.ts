import { defineMetrics } from '@countersign/observability';

export const databaseMetrics = defineMetrics('database', {
  connections: { name: 'countersign_database_connections', kind: 'gauge', help: 'Connections that the pool holds, idle ones included' },
  idle: { name: 'countersign_database_connections_idle', kind: 'gauge', help: 'Connections that nobody uses' },
  most: { name: 'countersign_database_connections_max', kind: 'gauge', help: 'Connections that the pool may hold (connection_limit)' },
  waiting: { name: 'countersign_database_waiting', kind: 'gauge', help: 'Callers that wait for a connection' },
});
