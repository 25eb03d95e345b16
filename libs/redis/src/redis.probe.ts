import { Injectable } from '@nestjs/common';
import { HealthProbe, type HealthCheck, type HealthReport } from '@countersign/observability';
import { RedisConnections } from './redis-connections';

/** Never makes a process unready: nothing that security depends on is in Redis. */
@Injectable()
@HealthProbe()
export class RedisProbe implements HealthCheck {
  readonly name = 'redis';
  readonly makesUnready = false;

  constructor(private readonly connections: RedisConnections) {}

  async check(): Promise<HealthReport> {
    const connection = this.connections.shared();
    if (!connection) return { name: this.name, status: 'disabled' };
    const answer = await connection.ping().catch(() => null);
    return answer === 'PONG' ? { name: this.name, status: 'up' } : { name: this.name, status: 'down', details: { reason: 'unreachable' } };
  }
}
