import type { DiscoveryService } from '@nestjs/core';
import { discoverNamed, markedWith } from '@countersign/kernel';

/** What a probe found. `disabled` is by intention and counts as healthy; `late` and `absent` are a worker's words. */
export interface HealthReport {
  readonly name: string;
  readonly status: 'up' | 'down' | 'disabled' | 'late' | 'absent';
  /** Shown in the check's body beside `status` and `responseTime`: a reason, counts, times. Never an address or a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A dependency that the process looks at. It is asked at most once a second and given one second to answer. */
export interface HealthCheck {
  readonly name: string;
  /** Whether the process can do nothing without it: then /health/ready and /health answer 503. */
  readonly makesUnready: boolean;
  /** Throws or reports `down`; both count the same. */
  check(): Promise<HealthReport>;
}

const PROBE = Symbol('countersign:health-probe');

/** Marks a provider that implements HealthCheck; HealthService finds it wherever it is provided. */
export const HealthProbe = (): ClassDecorator => markedWith(PROBE);

/** @throws StartupFault when two probes share a name. */
export function findHealthChecks(discovery: DiscoveryService): HealthCheck[] {
  return discoverNamed<HealthCheck>(discovery, PROBE, 'health probe');
}
