import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { Clock, SystemClock } from '@countersign/kernel';
import { HealthService } from './health/health.service';
import { ProbeRunner } from './health/probe-runner';
import { Logger } from './logging/logger';
import { LoggingSettings } from './logging/logging.settings';
import { MetricsServer } from './metrics/metrics.server';
import { ProcessFigures } from './metrics/process.figures';
import { Scrape } from './metrics/scrape';

/** The process's clock, logger, health and metrics, everywhere. Terminus' own log is off: HealthService tells changes, once each. */
@Global()
@Module({
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: Logger, useFactory: (settings: LoggingSettings) => new Logger(settings), inject: [LoggingSettings] },
    ProbeRunner,
    HealthService,
    Scrape,
    ProcessFigures,
    MetricsServer,
  ],
  exports: [Clock, Logger, HealthService, MetricsServer],
})
export class ObservabilityModule {}
