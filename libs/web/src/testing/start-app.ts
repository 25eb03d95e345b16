import { Global, Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { RuntimeSettings } from '@countersign/config';
import { settingsFor } from '@countersign/config/testing';
import { Logger, LoggingSettings, MetricsSettings } from '@countersign/observability';
import { recordingLogger } from '@countersign/observability/testing';
import { RedisSettings } from '@countersign/redis';
import { EdgeAdapter } from '../edge/edge-adapter';
import { appOptions, prepareHttpApp } from '../edge/http-app';
import { WebModule } from '../web.module';
import { WebSettings } from '../web.settings';

export interface TestAppOptions {
  readonly imports?: readonly (Type | DynamicModule)[];
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  /** Settings of web, redis and observability; others' classes are provided by the caller. */
  readonly env?: Readonly<Record<string, string>>;
  readonly mode?: 'production' | 'development' | 'test';
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>`, without the base path. */
  readonly url: string;
  readonly lines: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

@Global()
@Module({})
class TestSettings {}

/** A real application at our edge on a free port of loopback, with the caller's controllers and providers. */
export async function startTestApp({ imports = [], controllers = [], providers = [], env = {}, mode = 'test' }: TestAppOptions): Promise<TestApp> {
  const { logger, lines } = recordingLogger();
  const given = { HOST: '127.0.0.1', LOG_LEVEL: 'debug', REDIS_ENABLED: 'false', ...env };
  const settings = [WebSettings, RedisSettings, LoggingSettings, MetricsSettings].map((type) => ({
    provide: type as Type,
    useValue: settingsFor<object>(type, given, mode),
  }));
  const runtime = { provide: RuntimeSettings, useValue: settingsFor(RuntimeSettings, { NODE_ENV: mode }, mode) };
  const common = [...settings, runtime];
  const root: DynamicModule = {
    module: TestSettings,
    imports: [WebModule, ...imports],
    controllers: [...controllers],
    providers: [...common, ...providers],
    exports: common,
  };
  const compiled = await Test.createTestingModule({ imports: [root] }).overrideProvider(Logger).useValue(logger).compile();
  const app = compiled.createNestApplication<NestFastifyApplication>(new EdgeAdapter(), appOptions);
  await prepareHttpApp(app);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), lines, close: () => app.close() };
}
