import 'reflect-metadata';
import type { DiscoveryService } from '@nestjs/core';
import { StartupFault } from '@countersign/kernel';

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

const MARK = 'countersign:health-probe';

/** Marks a provider that implements HealthCheck; HealthService finds it wherever it is provided. */
export function HealthProbe(): ClassDecorator {
  return (target) => Reflect.defineMetadata(MARK, true, target);
}

/** @throws StartupFault when two probes share a name. */
export function findHealthChecks(discovery: DiscoveryService): HealthCheck[] {
  const instances = discovery.getProviders().map(({ instance }) => instance as unknown);
  const probes = new Set(instances.filter(isProbe));
  const names = new Set([...probes].map(({ name }) => name));
  if (names.size < probes.size) {
    const all = [...probes].map(({ name }) => name).join(', ');
    throw new StartupFault(`Two health probes have the same name: ${all}. Rename one of them.`);
  }
  return [...probes];
}

function isProbe(instance: unknown): instance is HealthCheck {
  return typeof instance === 'object' && instance !== null && Reflect.hasMetadata(MARK, instance.constructor);
}
