import { Injectable } from '@nestjs/common';
import { HealthProbe, type HealthCheck, type HealthReport } from '@countersign/observability';
import { HashPool } from './hash-pool';

/** Tells whether passwords are hashed. Tokens that are out stay good without it: it never makes a process unready. */
@HealthProbe()
@Injectable()
export class HashPoolHealth implements HealthCheck {
  readonly name = 'hashing';
  readonly makesUnready = false;

  constructor(private readonly pool: HashPool) {}

  check(): Promise<HealthReport> {
    const status = this.pool.load.isWorking ? 'up' : 'down';
    return Promise.resolve({ name: this.name, status, details: { engine: this.pool.engine, threads: this.pool.maxThreads } });
  }
}
