import { totalmem } from 'node:os';
import { Injectable } from '@nestjs/common';
import {
  HealthIndicatorService,
  MemoryHealthIndicator,
  type HealthIndicatorFunction,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { HealthCheck, HealthReport } from './health-check';

/** A probe that hangs counts as down after this; a probe's answer is good for as long, so that calls in a row share it. */
const LIMIT_MS = 1000;
const MEMORY_SHARE = 0.95;

type Indicated = { readonly report?: HealthReport; readonly responseTime: number; readonly message?: string };

/** Turns our probes into Terminus indicators: `down` only where the process cannot work without, else `degraded`. */
@Injectable()
export class ProbeRunner {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly memory: MemoryHealthIndicator,
  ) {}

  indicator(probe: HealthCheck): HealthIndicatorFunction {
    return () => this.run(probe);
  }

  /** `memory`: resident bytes against what the container or the machine grants. */
  memoryIndicator(): HealthIndicatorFunction {
    return async () => {
      const { rss, heapUsed } = process.memoryUsage();
      const limit = grantedBytes();
      const { memory } = (await this.memory.checkRSS('memory', limit * MEMORY_SHARE)) as HealthIndicatorResult;
      const session = this.indicators.check('memory');
      const body = { rss, heapUsed, limit };
      return memory?.status === 'up' ? session.up({ body }) : session.degraded({ body: { ...body, status: 'down' } });
    };
  }

  private async run(probe: HealthCheck): Promise<HealthIndicatorResult> {
    const session = this.indicators.check(probe.name);
    const outcome = await session
      .attempt(async () => ({ report: await probe.check() }))
      .withTimeout(LIMIT_MS)
      .cacheFor(LIMIT_MS);
    const body = bodyOf(outcome[probe.name] as unknown as Indicated);
    if (body.status === 'up' || body.status === 'disabled') return session.up({ body });
    return probe.makesUnready ? session.down({ body }) : session.degraded({ body });
  }
}

function bodyOf({ report, responseTime }: Indicated) {
  if (!report) return { status: 'down' as const, responseTime, reason: 'no answer' };
  return { status: report.status, responseTime, ...report.details };
}

/** The memory limit of the control group where there is one (else Node says 0 or a number past reason), at most the machine's. */
function grantedBytes(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
