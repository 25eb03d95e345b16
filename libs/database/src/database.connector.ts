import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Logger } from '@countersign/observability';
import { DatabaseSettings } from './database.settings';
import { migrate } from './migrate';

const RETRY_MILLISECONDS = 1_000;

/**
 * Connects when the process starts and, while PostgreSQL is away, tries again each second: the process runs, is not
 * ready and says why, rather than ending in a loop of restarts. Once connected, the pool reconnects by itself.
 */
@Injectable()
export class DatabaseConnector implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;
  #isAway = false;
  #attempt: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: DatabaseSettings,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#attempt = this.connect();
    await this.#attempt;
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#attempt;
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async connect(): Promise<void> {
    try {
      if (this.settings.MIGRATE_ON_START) await migrate((this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL).reveal());
      await this.dataSource.initialize();
      if (this.#isAway) this.logger.info({}, 'PostgreSQL is back');
    } catch (error) {
      this.tell(error as Error);
      if (!this.#isStopping) this.retryLater();
    }
  }

  private retryLater(): void {
    this.#timer = setTimeout(() => {
      this.#attempt = this.connect();
    }, RETRY_MILLISECONDS);
  }

  private tell({ message }: Error): void {
    if (!this.#isAway) this.logger.error({ reason: message }, 'PostgreSQL does not answer; trying again each second');
    this.#isAway = true;
  }
}
