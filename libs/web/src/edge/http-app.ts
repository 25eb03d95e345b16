import type { DynamicModule, Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthService, Logger } from '@countersign/observability';
import { OriginPolicy } from '../access/origin.policy';
import { ForwardingWatch } from '../address/forwarding-watch';
import { registerBodyParsers } from '../input/body-parsers';
import { LimitGuard } from '../limits/limit.guard';
import { RefusedCredentials } from '../limits/refused-credentials';
import { WebSettings } from '../web.settings';
import { addAccessLog } from './access-log';
import { AllowedMethods } from './allowed-methods';
import { setBasePath } from './base-path';
import { EdgeAdapter, type EdgeLimits } from './edge-adapter';
import { addDrainHook, addFirstHooks, addLastHooks, type Drain } from './edge-hooks';
import { registerPlugins } from './plugins';
import { attachRouteFacts } from './route-facts';

/** The options that `prepareHttpApp` counts on; for `NestFactory.create` and for Nest's testing module. */
export const appOptions = { bodyParser: false, abortOnError: false, logger: false } as const;

/**
 * An application of the given module at our edge: limits, parsers, headers, CORS, ids, problems. It does not listen yet. The
 * module imports ConfigModule and WebModule.
 *
 * @throws StartupFault
 */
export async function createHttpApp(module: Type | DynamicModule, limits: EdgeLimits = {}): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new EdgeAdapter(limits), appOptions);
  await prepareHttpApp(app);
  return app;
}

/** What stands between creation and `init`: the order of these lines is the order in which a request meets them. */
export async function prepareHttpApp(app: NestFastifyApplication): Promise<void> {
  const settings = app.get(WebSettings);
  const logger = app.get(Logger);
  const instance = app.getHttpAdapter().getInstance();
  const proxies = (app.getHttpAdapter() as EdgeAdapter).apply(settings);
  const allowed = new AllowedMethods();
  app.useLogger(logger);
  setBasePath(app, settings.basePath);
  attachRouteFacts(app.get(DiscoveryService), app.get(MetadataScanner), settings);
  allowed.watch(instance);
  addFirstHooks(instance, allowed);
  addAccessLog(instance, logger, new ForwardingWatch(proxies, logger));
  addDrainHook(instance, drainOf(app));
  registerBodyParsers(instance);
  await registerPlugins(instance, app.get(OriginPolicy));
  addLastHooks(instance, { byAddress: app.get(LimitGuard), refused: app.get(RefusedCredentials) }, allowed);
}

const drains = new WeakMap<NestFastifyApplication, Drain>();

function drainOf(app: NestFastifyApplication): Drain {
  const drain = drains.get(app) ?? { isStopping: false };
  drains.set(app, drain);
  return drain;
}

/** From now on: not ready, and every answer closes its connection. Requests are still served. */
export function startDraining(app: NestFastifyApplication): void {
  app.get(HealthService).markStopping();
  drainOf(app).isStopping = true;
}
