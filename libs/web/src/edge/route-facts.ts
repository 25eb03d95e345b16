import { type DiscoveryService, type MetadataScanner } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import { StartupFault } from '@countersign/kernel';
import { routeRules, type RouteRules } from '../decorators/route-rules';

type Handler = (...args: unknown[]) => unknown;

/** What Fastify's hooks know of a route before Nest does: before a body is read and before any guard. */
export interface RouteFacts {
  readonly rules: RouteRules;
  readonly controller: Type;
  readonly handler: Handler;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    rules?: RouteRules;
    controller?: Type;
    handler?: Handler;
  }
}

/**
 * Hangs each handler's rules on its Fastify route; call it before Nest registers the routes.
 *
 * @throws StartupFault when a route names a limit that is no setting.
 */
export function attachRouteFacts(discovery: DiscoveryService, scanner: MetadataScanner, settings: object): void {
  for (const { metatype } of discovery.getControllers()) {
    if (typeof metatype === 'function') attachTo(metatype as Type, scanner, settings);
  }
}

function attachTo(controller: Type, scanner: MetadataScanner, settings: object): void {
  const prototype = controller.prototype as Record<string, Handler>;
  for (const name of scanner.getAllMethodNames(prototype)) {
    const handler = prototype[name];
    if (!handler) continue;
    const rules = routeRules(controller, handler);
    const { addressLimit } = rules;
    if (addressLimit && !(addressLimit.setting in settings)) {
      throw new StartupFault(`${controller.name}.${name} is limited by ${addressLimit.setting}, which WebSettings does not have.`);
    }
    const facts: RouteFacts = { rules, controller, handler };
    RouteConfig(facts)(prototype, name, { value: handler });
  }
}
