import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { ReadsMetrics, type MetricSource, type Reading } from '@countersign/observability';
import { databaseMetrics } from './database.metrics';

/** The pool as it stands; asks PostgreSQL nothing, so that it answers while PostgreSQL does not. */
@Injectable()
@ReadsMetrics()
export class DatabaseFigures implements MetricSource {
  readonly name = 'database';

  constructor(private readonly dataSource: DataSource) {}

  read(): Reading[] {
    const { master: pool } = this.dataSource.driver as unknown as { master?: Pool };
    if (!pool) return [];
    return [
      databaseMetrics.connections.at(pool.totalCount),
      databaseMetrics.idle.at(pool.idleCount),
      databaseMetrics.most.at(pool.options.max),
      databaseMetrics.waiting.at(pool.waitingCount),
    ];
  }
}
