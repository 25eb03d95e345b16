import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { Logger } from '@countersign/observability';
import { redisOptions, type ConnectionKind } from './redis-options';
import { RedisSettings } from './redis.settings';

const QUIT_LIMIT_MS = 500;

/** The only opener of Redis connections. A process starts, and runs, whether Redis is there or not. */
@Injectable()
export class RedisConnections implements OnModuleInit, OnApplicationShutdown {
  /** False: not configured, or REDIS_ENABLED=false. */
  readonly enabled: boolean;
  /** What BullMQ puts before its keys; the shared connection has it built in. */
  readonly prefix: string;
  private readonly connection: Redis | null;
  private isAway = false;

  constructor(
    private readonly settings: RedisSettings,
    private readonly logger: Logger,
  ) {
    const options = redisOptions(settings, 'shared');
    this.enabled = options !== null;
    this.prefix = settings.REDIS_PREFIX;
    this.connection = options && new Redis({ ...options, lazyConnect: true });
    if (this.connection) this.tellOutages(this.connection);
  }

  onModuleInit(): void {
    // Not awaited: its failure is told by the "error" event, and the connection goes on trying.
    this.connection?.connect().catch(() => undefined);
  }

  /**
   * The connection that everything but BullMQ shares; keys get REDIS_PREFIX. It fails fast: a command without a connection
   * rejects at once, one without an answer after 200 ms. Null when disabled.
   */
  shared(): Redis | null {
    return this.connection;
  }

  /** Options for BullMQ's own connections: `producer` fails fast, `worker` waits for ever. Null when disabled. */
  options(kind: Exclude<ConnectionKind, 'shared'>): RedisOptions | null {
    return redisOptions(this.settings, kind);
  }

  isReady(): boolean {
    return this.connection?.status === 'ready';
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.connection) return;
    const connection = this.connection;
    const limit = setTimeout(() => connection.disconnect(false), QUIT_LIMIT_MS);
    if (this.isReady()) await connection.quit().catch(() => undefined);
    clearTimeout(limit);
    connection.disconnect(false);
  }

  /** One line per outage and one for its end, not one per attempt. */
  private tellOutages(connection: Redis): void {
    const away = (err?: Error) => {
      if (this.isAway) return;
      this.isAway = true;
      this.logger.warn({ err }, 'Redis is away: limits are kept in memory and messages go by the database until it is back');
    };
    connection.on('error', away);
    connection.on('ready', () => {
      if (this.isAway) this.logger.info('Redis is back');
      this.isAway = false;
    });
  }
}
