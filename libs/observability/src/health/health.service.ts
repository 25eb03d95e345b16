import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HealthCheckService, type HealthCheckResult, type HealthIndicatorFunction } from '@nestjs/terminus';
import { Clock } from '@countersign/kernel';
import { Logger } from '../logging/logger';
import { findHealthChecks, type HealthCheck } from './health-check';
import { ProbeRunner } from './probe-runner';
import { product } from './product';

export type HealthWord = 'healthy' | 'degraded' | 'unhealthy';
type CheckBody = { readonly status: string; readonly [detail: string]: unknown };

export interface Liveness {
  readonly status: HealthWord;
  readonly timestamp: string;
  readonly service: string;
  readonly version: string;
  /** Whole seconds. */
  readonly uptime: number;
}

export interface Health extends Liveness {
  readonly services: Readonly<Record<string, 'connected' | 'disconnected' | 'disabled'>>;
  readonly checks: Readonly<Record<string, CheckBody>>;
  readonly reason?: string;
}

const WORDS = { ok: 'healthy', degraded: 'degraded', error: 'unhealthy', shutting_down: 'unhealthy' } as const;
const SERVICES = ['database', 'redis'];

/** The three bodies of the contract's Health section, made by Terminus from the probes that the process has. */
@Injectable()
export class HealthService implements OnApplicationBootstrap {
  private probes: readonly HealthCheck[] = [];
  private isStopping = false;
  private lastWord: HealthWord = 'healthy';

  constructor(
    private readonly terminus: HealthCheckService,
    private readonly runner: ProbeRunner,
    private readonly discovery: DiscoveryService,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.probes = findHealthChecks(this.discovery);
  }

  /** From now on the process is not ready: a balancer sends its requests elsewhere. */
  markStopping(): void {
    this.isStopping = true;
  }

  /** That the process answers at all; touches no dependency. */
  live(): Liveness {
    return this.envelope('healthy');
  }

  /** Whether requests may come: looks at what the process cannot work without. */
  ready(): Promise<Health> {
    const needed = this.probes.filter(({ makesUnready }) => makesUnready);
    return this.examine(needed.map((probe) => this.runner.indicator(probe)));
  }

  /** Everything that the process looks at. */
  async health(): Promise<Health> {
    const all = this.probes.map((probe) => this.runner.indicator(probe));
    const examined = await this.examine([...all, this.runner.memoryIndicator()]);
    // A process that knows no Redis at all says so in the same word as one that was told to do without.
    const health: Health = { ...examined, services: { redis: 'disabled', ...examined.services } };
    this.tellChange(health);
    return health;
  }

  private async examine(indicators: HealthIndicatorFunction[]): Promise<Health> {
    const { status, details } = await this.terminus.check(indicators).catch(resultOf);
    const checks = Object.fromEntries(Object.entries(details).map(([name, { body, status: up }]) => [name, { status: up, ...body }]));
    const services = Object.fromEntries(SERVICES.flatMap((name) => serviceWord(name, checks[name])));
    if (this.isStopping) return { ...this.envelope('unhealthy'), reason: 'stopping', services, checks };
    return { ...this.envelope(WORDS[status]), services, checks };
  }

  private envelope(status: HealthWord): Liveness {
    const service = '2FA Authentication Service';
    const timestamp = this.clock.now().toISOString();
    return { status, timestamp, service, version: product.version, uptime: Math.floor(process.uptime()) };
  }

  private tellChange({ status, checks }: Health): void {
    if (status === this.lastWord) return;
    this.lastWord = status;
    if (status === 'healthy') this.logger.info({ checks }, 'healthy again');
    else this.logger.warn({ checks }, `the service is ${status}`);
  }
}

/** Terminus throws its result when a check is down. */
function resultOf(error: unknown): HealthCheckResult {
  const response = (error as { getResponse?: () => unknown }).getResponse?.() as HealthCheckResult | undefined;
  if (!response?.details) throw error;
  return response;
}

function serviceWord(name: string, check: CheckBody | undefined): [string, 'connected' | 'disconnected' | 'disabled'][] {
  if (!check) return [];
  if (check.status === 'up') return [[name, 'connected']];
  return [[name, check.status === 'disabled' ? 'disabled' : 'disconnected']];
}
