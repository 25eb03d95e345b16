import type { DiscoveryService } from '@nestjs/core';
import { StartupFault } from '@countersign/kernel';

export interface Discovered<Plugin> {
  readonly plugin: Plugin;
  readonly className: string;
  /** What the decorator was given. */
  readonly mark: unknown;
}

/** The instances of all providers that a decorator marked with `key`, each once, in the order of their class names. */
export function discover<Plugin>(discovery: DiscoveryService, key: symbol): Discovered<Plugin>[] {
  const found = new Map<unknown, Discovered<Plugin>>();
  for (const { metatype, instance } of discovery.getProviders()) {
    const mark: unknown = typeof metatype === 'function' ? Reflect.getMetadata(key, metatype) : undefined;
    if (mark === undefined || !instance) continue;
    found.set(instance, { plugin: instance as Plugin, className: metatype!.name, mark });
  }
  return [...found.values()].sort((a, b) => (a.className < b.className ? -1 : 1));
}

/** @throws StartupFault when a name is missing, ill-formed or taken twice. */
export function refuseDoubtfulNames(kind: string, named: readonly { name: unknown; className: string }[]): void {
  const owners = new Map<string, string>();
  for (const { name, className } of named) {
    if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
      throw new StartupFault(`${className} is a ${kind} without a usable name: use lower-case letters, digits and dashes.`);
    }
    const other = owners.get(name);
    if (other) throw new StartupFault(`${other} and ${className} are both the ${kind} "${name}": rename one of them.`);
    owners.set(name, className);
  }
}
