import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { invalid, routeRules } from '@countersign/web';

/** Holds every scope. */
const EVERY = '*';
/** The scopes of the contract, whether or not this process has a route that asks for each. */
const PROMISED = [
  ...['2fa:read', '2fa:write', '2fa:verify', 'user:read', 'user:write'],
  ...['webhooks:read', 'webhooks:write', 'audit:read'],
];

/** The scopes that a key may hold: those of the contract, and those that any route of the application asks for. */
@Injectable()
export class KnownScopes implements OnModuleInit {
  private scopes: ReadonlySet<string> = new Set();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const controllers = this.discovery.getControllers().flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype] : []));
    const asked = controllers.flatMap((controller) => {
      const prototype = controller.prototype as Record<string, object>;
      const handlers = this.scanner.getAllMethodNames(prototype).map((name) => prototype[name]!);
      return handlers.flatMap((handler) => routeRules(controller, handler).scopes ?? []);
    });
    this.scopes = new Set([EVERY, ...PROMISED, ...asked]);
  }

  /** @throws validation_failed that names what there is. */
  check(scopes: readonly string[] = []): void {
    const violations = scopes.flatMap((scope, index) =>
      this.scopes.has(scope) ? [] : [{ pointer: `/scopes/${index}`, detail: `must be one of ${[...this.scopes].sort().join(', ')}` }],
    );
    if (violations.length > 0) throw invalid(violations);
  }
}
