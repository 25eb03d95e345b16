import { Global, Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { ObservabilityModule } from '@countersign/observability';
import { RedisModule } from '@countersign/redis';
import { AccessGuard } from './access/access.guard';
import { FreshPolicy } from './access/fresh.policy';
import { OriginPolicy } from './access/origin.policy';
import { CookieWriter } from './cookies/cookie-writer';
import { pipeOptions } from './input/validate-input';
import { UndeclaredBodyGuard } from './input/undeclared-body.guard';
import { LimitsModule } from './limits/limits.module';
import { HealthController } from './pages/health.controller';
import { RootController } from './pages/root.controller';
import { ProblemPagesController } from './problems/problem-pages.controller';
import { ProblemFilter } from './problems/problem.filter';
import './web.limits';

/** The edge of a process: it registers the one guard, pipe and filter itself, so that no application can forget them. */
@Global()
@Module({
  imports: [ObservabilityModule, RedisModule, DiscoveryModule, LimitsModule],
  controllers: [HealthController, RootController, ProblemPagesController],
  providers: [
    CookieWriter,
    FreshPolicy,
    OriginPolicy,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: UndeclaredBodyGuard },
    { provide: APP_PIPE, useFactory: () => new ValidationPipe(pipeOptions) },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [CookieWriter, FreshPolicy, OriginPolicy, LimitsModule],
})
export class WebModule {}
