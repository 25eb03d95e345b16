export { HealthProbe } from './src/health/health-check';
export type { HealthCheck, HealthReport } from './src/health/health-check';
export { HealthService } from './src/health/health.service';
export type { Health, Liveness } from './src/health/health.service';
export { product } from './src/health/product';
export { Logger } from './src/logging/logger';
export { LoggingSettings } from './src/logging/logging.settings';
export { ObservabilityModule } from './src/observability.module';
