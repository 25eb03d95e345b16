import { Module, type ExecutionContext } from '@nestjs/common';
import { ThrottlerModule, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { RedisModule } from '@countersign/redis';
import { routeRules } from '../decorators/route-rules';
import { WebSettings } from '../web.settings';
import { LimitGuard } from './limit.guard';
import { LimitStorage } from './limit.storage';

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
    ThrottlerModule.forRootAsync({
      imports: [LimitStorageModule],
      inject: [WebSettings, LimitStorage],
      useFactory: options,
    }),
  ],
  providers: [LimitGuard],
  exports: [LimitGuard],
})
export class LimitsModule {}
