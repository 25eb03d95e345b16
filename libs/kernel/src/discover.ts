import 'reflect-metadata';
import { StartupFault } from './startup-fault';

/** Nest's DiscoveryService, as far as it is needed. */
interface Providers {
  getProviders(): readonly { readonly instance?: unknown }[];
}

export interface Discovered<Plugin, Mark = unknown> {
  readonly plugin: Plugin;
  readonly className: string;
  /** What the class was marked with. */
  readonly mark: Mark;
}

/** A decorator for the class of a plug-in: `discover` finds it, wherever it is provided, and no list is edited. */
export function markedWith(key: symbol, mark: unknown = true): ClassDecorator {
  return (target) => Reflect.defineMetadata(key, mark, target);
}

/** The instances of all providers that a decorator marked with `key`, each once, in the order of their class names. */
export function discover<Plugin, Mark = unknown>(providers: Providers, key: symbol): Discovered<Plugin, Mark>[] {
  const found = new Map<unknown, Discovered<Plugin, Mark>>();
  for (const { instance } of providers.getProviders()) {
    if (typeof instance !== 'object' || instance === null) continue;
    const mark: unknown = Reflect.getMetadata(key, instance.constructor);
    if (mark === undefined) continue;
    found.set(instance, { plugin: instance as Plugin, className: instance.constructor.name, mark: mark as Mark });
  }
  return [...found.values()].sort((a, b) => (a.className < b.className ? -1 : 1));
}

/** Of names that stand in routes, settings or answers. */
export const PLAIN_NAME = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * The same of plug-ins that have a name, each its own.
 *
 * @param kind in words: "health probe"
 * @param form what a name must look like; by default anything that can be read
 * @throws StartupFault
 */
export function discoverNamed<Plugin extends { readonly name: string }>(providers: Providers, key: symbol, kind: string, form = /\S/): Plugin[] {
  const found = discover<Plugin>(providers, key);
  refuseDoubtfulNames(kind, found.map(({ plugin, className }) => ({ name: plugin.name, className })), form);
  return found.map(({ plugin }) => plugin);
}

/** @throws StartupFault when a name is missing, ill-formed or taken twice. */
export function refuseDoubtfulNames(kind: string, named: readonly { name: unknown; className: string }[], form = PLAIN_NAME): void {
  const owners = new Map<string, string>();
  for (const { name, className } of named) {
    if (typeof name !== 'string' || !form.test(name)) {
      const advice = form === PLAIN_NAME ? ': use lower-case letters, digits and dashes' : '';
      throw new StartupFault(`${className} has no usable name as a ${kind}${advice}.`);
    }
    const other = owners.get(name);
    if (other) throw new StartupFault(`${other} and ${className} are both the ${kind} "${name}": rename one of them.`);
    owners.set(name, className);
  }
}
