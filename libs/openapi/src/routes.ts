import { RequestMethod, type INestApplicationContext, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA, PIPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { ApplicationConfig, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory';
import { routeRules, type RouteRules } from '@countersign/web';

/** One parameter that Nest hands to a handler: `@Body() input: LogInDto`, `@Param('id', IsIdPipe) id: string`. */
export interface RouteInput {
  readonly kind: 'body' | 'query' | 'path';
  /** Undefined: the whole body or query. */
  readonly name?: string;
  readonly type: unknown;
  readonly pipes: readonly unknown[];
}

export interface Route {
  readonly controller: Type;
  readonly handler: object;
  readonly name: string;
  readonly verb: string;
  /** In Nest's form: `/api/auth/sessions/:id`. */
  readonly path: string;
  /** The first part of the path below the base path: `auth`. */
  readonly tag: string;
  readonly rules: RouteRules;
  readonly inputs: readonly RouteInput[];
}

const KINDS = new Map<RouteParamtypes, RouteInput['kind']>([
  [RouteParamtypes.BODY, 'body'],
  [RouteParamtypes.QUERY, 'query'],
  [RouteParamtypes.PARAM, 'path'],
]);

/** Every route of an application, from metadata alone: the application may be a preview that holds no instances. */
export function routesOf(app: INestApplicationContext): Route[] {
  const config = app.get(ApplicationConfig);
  const paths = pathsWith(config);
  const base = config.getGlobalPrefix().split('/').filter(Boolean);
  return [...app.get(ModulesContainer).values()].flatMap(({ metatype, controllers }) =>
    [...controllers.values()].flatMap((wrapper) => {
      const controller = wrapper.metatype as Type;
      const modulePath = Reflect.getMetadata(MODULE_PATH, metatype) as string | undefined;
      return handlersOf(controller).flatMap(([name, handler]) =>
        paths(controller, handler, modulePath).map((path) => ({
          controller,
          handler,
          name,
          verb: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod]!.toLowerCase(),
          path,
          tag: tagOf(path, base),
          rules: routeRules(controller, handler),
          inputs: inputsOf(controller, name),
        })),
      );
    }),
  );
}

/** Every class that the modules provide; for expansions that ask which plug-ins are there. */
export function providersOf(app: INestApplicationContext): Type[] {
  const wrappers = [...app.get(ModulesContainer).values()].flatMap(({ providers }) => [...providers.values()]);
  const classes = wrappers.map(({ metatype }) => metatype).filter((type): type is Type => typeof type === 'function');
  return [...new Set(classes)];
}

function handlersOf(controller: Type): [string, object][] {
  const prototype = controller.prototype as Record<string, object>;
  const names = new MetadataScanner().getAllMethodNames(prototype);
  return names
    .map((name): [string, object] => [name, prototype[name]!])
    .filter(([, handler]) => Reflect.hasMetadata(PATH_METADATA, handler));
}

/** Nest's own arithmetic of base path, exclusions, module, controller and handler. */
function pathsWith(config: ApplicationConfig) {
  const factory = new RoutePathFactory(config);
  const globalPrefix = config.getGlobalPrefix();
  return (controller: object, handler: object, modulePath?: string): string[] => {
    const verb = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
    const combinations = listOf(PATH_METADATA, controller).flatMap((ctrlPath) =>
      listOf(PATH_METADATA, handler).map((methodPath) => ({ ctrlPath, methodPath, globalPrefix, modulePath })),
    );
    return combinations.flatMap((combination) => factory.create(combination, verb));
  };
}

function tagOf(path: string, base: readonly string[]): string {
  const parts = path.split('/').filter(Boolean);
  const own = base.every((part, index) => parts[index] === part) ? parts.slice(base.length) : parts;
  return own[0] ?? 'service';
}

function listOf(key: string, target: object): string[] {
  const value = Reflect.getMetadata(key, target) as string | string[] | undefined;
  return Array.isArray(value) ? value : [value ?? ''];
}

function inputsOf(controller: Type, name: string): RouteInput[] {
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) ?? []) as unknown[];
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { index: number; data?: string; pipes?: unknown[] }
  >;
  const shared = (Reflect.getMetadata(PIPES_METADATA, controller.prototype as object, name) ?? []) as unknown[];
  return Object.entries(args).flatMap(([key, { index, data, pipes = [] }]) => {
    const kind = KINDS.get(Number(key.split(':')[0]) as RouteParamtypes);
    return kind ? [{ kind, name: data, type: types[index], pipes: [...shared, ...pipes] }] : [];
  });
}
