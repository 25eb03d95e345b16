import 'reflect-metadata';
import type { Type } from '@nestjs/common';

/** One answer of a route, for OpenAPI; the first one also sets the status that the route answers with. */
export interface RouteAnswer {
  readonly status: number;
  /** The class of `data`; null when the answer has none. */
  readonly type: Type | null;
  readonly description: string;
  /** `data` is a bare array of `type`. */
  readonly list: boolean;
  /** The body is `type` itself, without the envelope (health, RFC 7662 introspection). */
  readonly bare: boolean;
  /** Left out: JSON, or HTML of what is bare and has no class. */
  readonly mediaTypes?: readonly string[];
}

/** A limit of a route's own, counted by client address beside the general one. */
export interface RouteAddressLimit {
  /** The bucket's name, e.g. `register`. */
  readonly name: string;
  /** The property of WebSettings that holds the number for one RATE_LIMIT_WINDOW_MS. */
  readonly setting: string;
}

/** Everything that decorators say about a route. A route without any takes a session and nothing else. */
export interface RouteRules {
  readonly isPublic: boolean;
  readonly isFresh: boolean;
  /** Of `isFresh`: a key need not be an administrator's that names another user. */
  readonly sparesKeys: boolean;
  readonly isAdmin: boolean;
  /** Scopes that a key needs, all of them; undefined: the route takes no key. */
  readonly scopes?: readonly string[];
  readonly isKeyOnly: boolean;
  /** An administrator's key may name the user for whom it acts. */
  readonly isOnBehalf: boolean;
  readonly allowsEnrolment: boolean;
  /** Takes a session whose user has to change the password first. */
  readonly allowsOldPassword: boolean;
  readonly acceptsForm: boolean;
  readonly isUnlimited: boolean;
  readonly addressLimit?: RouteAddressLimit;
  /** A sentence: what the route does. Unsaid: the documents take the one of its first answer. */
  readonly summary?: string;
  readonly answers: readonly RouteAnswer[];
  /** Codes of the problems that the route may answer with, beside the ones that every route may. */
  readonly failures: readonly string[];
}

const KEY = 'countersign:route-rules';

const none: RouteRules = {
  isPublic: false,
  isFresh: false,
  sparesKeys: false,
  isAdmin: false,
  isKeyOnly: false,
  isOnBehalf: false,
  allowsEnrolment: false,
  allowsOldPassword: false,
  acceptsForm: false,
  isUnlimited: false,
  answers: [],
  failures: [],
};

/** A decorator for a controller or a handler that adds to its rules. */
export function rule(change: (rules: Partial<RouteRules>) => Partial<RouteRules>): MethodDecorator & ClassDecorator {
  return (target: object, _property?: string | symbol, descriptor?: PropertyDescriptor) => {
    const holder = (descriptor?.value ?? target) as object;
    const rules = (Reflect.getOwnMetadata(KEY, holder) ?? {}) as Partial<RouteRules>;
    Reflect.defineMetadata(KEY, { ...rules, ...change(rules) }, holder);
  };
}

const known = new WeakMap<object, WeakMap<object, RouteRules>>();

/** The rules of one handler: the controller's first, the handler's over them. Decorators are done by then, so they are read once. */
export function routeRules(controller: object, handler: object): RouteRules {
  const ofController = known.get(controller) ?? new WeakMap<object, RouteRules>();
  const rules = ofController.get(handler) ?? readRules(controller, handler);
  known.set(controller, ofController.set(handler, rules));
  return rules;
}

function readRules(controller: object, handler: object): RouteRules {
  const outer = (Reflect.getMetadata(KEY, controller) ?? {}) as Partial<RouteRules>;
  const inner = (Reflect.getOwnMetadata(KEY, handler) ?? {}) as Partial<RouteRules>;
  return { ...none, ...outer, ...inner, failures: [...(outer.failures ?? []), ...(inner.failures ?? [])] };
}
