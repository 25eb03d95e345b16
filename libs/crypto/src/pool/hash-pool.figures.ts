import { Injectable } from '@nestjs/common';
import { ReadsMetrics, type MetricSource, type Reading } from '@countersign/observability';
import { cryptoMetrics } from '../crypto.metrics';
import { HashPool } from './hash-pool';

@Injectable()
@ReadsMetrics()
export class HashPoolFigures implements MetricSource {
  readonly name = 'hashing';

  constructor(private readonly pool: HashPool) {}

  read(): Reading[] {
    const { taken, expectedWaitMs } = this.pool.load;
    const { maxThreads } = this.pool;
    return [
      cryptoMetrics.threads.at(maxThreads),
      cryptoMetrics.taken.at(Math.min(taken, maxThreads), { state: 'running' }),
      cryptoMetrics.taken.at(Math.max(0, taken - maxThreads), { state: 'waiting' }),
      cryptoMetrics.expectedWait.at(expectedWaitMs / 1000),
    ];
  }
}
