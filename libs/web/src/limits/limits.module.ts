import { Module, type ExecutionContext } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ThrottlerModule, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { RedisModule } from '@countersign/redis';
import { CredentialReaders } from '../access/credential-reader';
import { routeRules } from '../decorators/route-rules';
import { WebSettings } from '../web.settings';
import { LimitGuard } from './limit.guard';
import { LimitStorage } from './limit.storage';
import { RefusedCredentials } from './refused-credentials';

@Module({ imports: [RedisModule], providers: [LimitStorage], exports: [LimitStorage] })
class LimitStorageModule {}

const ownLimit = (context: ExecutionContext) => routeRules(context.getClass(), context.getHandler()).addressLimit;

function options(settings: WebSettings, storage: LimitStorage): ThrottlerModuleOptions {
  const ttl = settings.RATE_LIMIT_WINDOW_MS;
  const numbers = settings as unknown as Record<string, number>;
  const route = {
    name: 'route',
    ttl,
    limit: (context: ExecutionContext) => numbers[ownLimit(context)?.setting ?? ''] ?? 0,
    skipIf: (context: ExecutionContext) => ownLimit(context) === undefined,
  };
  return { storage, throttlers: [{ name: 'address', ttl, limit: settings.RATE_LIMIT_MAX_REQUESTS }, route] };
}

@Module({
  imports: [
    DiscoveryModule,
    LimitStorageModule,
    ThrottlerModule.forRootAsync({
      imports: [LimitStorageModule],
      inject: [WebSettings, LimitStorage],
      useFactory: options,
    }),
  ],
  providers: [LimitGuard, CredentialReaders, RefusedCredentials],
  exports: [LimitGuard, CredentialReaders, RefusedCredentials],
})
export class LimitsModule {}
