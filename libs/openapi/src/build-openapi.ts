import type { INestApplicationContext } from '@nestjs/common';
import { listProblems, StartupFault } from '@countersign/kernel';
import { expansionOf } from '@countersign/web';
import { ClassSchemas } from './class-schemas';
import type { OpenApiDocument, Operation } from './document.types';
import { headers } from './headers';
import { operationOf, type Sources } from './operations';
import { problemExamples, problemSchema } from './problem-answers';
import { providersOf, routesOf, type Route } from './routes';

export interface OpenApiOptions {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}

const ABOUT = [
  'Two-factor authentication beside an application\'s own login: accounts, sessions and second factors over REST.',
  'Success is `{ "success": true, "data": … }`, failure `application/problem+json` (RFC 9457) whose `code` is stable and explained at',
  '`/problems`. Times are ISO 8601 in UTC, spans whole seconds, ids UUIDs. Unknown members of a body are refused, and nothing is',
  'coerced. A request without a body counts as `{}`. Past a limit: 429, with `Retry-After`.',
].join(' ');

type Paths = Record<string, Record<string, Operation>>;

const SECURITY = {
  session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of a session (RFC 6750).' },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'A key of an application server; `Authorization: Bearer` takes it too. It holds every scope that a route lists, or `*`.',
  },
};

/**
 * The HTTP interface of an application as OpenAPI 3.1.1, from metadata alone: routes from Nest, bodies and answers from
 * class-validator's rules, failures from the catalogue of problems. Works on a preview (`NestFactory.create(…, { preview: true })`).
 *
 * @throws StartupFault that names every route whose answer or body is not said, all at once.
 */
export function buildOpenApi(app: INestApplicationContext, options: OpenApiOptions): OpenApiDocument {
  const faults: string[] = [];
  const fault = (sentence: string) => void faults.push(sentence);
  const sources: Sources = { classes: new ClassSchemas(fault), providers: providersOf(app), fault };
  const paths: Paths = {};
  // RequestMethod.ALL serves what is no route of the contract: answers to unknown paths.
  for (const route of routesOf(app).filter(({ verb }) => verb !== 'all')) {
    faults.push(...unknownProblems(route));
    for (const [path, operation] of operationsOf(route, sources)) addTo(paths, path, route.verb, operation);
  }
  if (faults.length > 0) throw new StartupFault(['The HTTP interface is not fully said:', ...new Set(faults)].join('\n  - '));
  return documentOf(options, sorted(paths), sources.classes);
}

function operationsOf(route: Route, sources: Sources): [string, Operation][] {
  const expansion = expansionOf(route.handler);
  if (!expansion) return [[templateOf(route.path), operationOf(route, sources)]];
  const { parameter, values } = expansion;
  return values(sources.providers).map((value) => {
    const path = route.path.replace(`:${parameter}`, value.value);
    return [templateOf(path), operationOf({ ...route, path }, sources, { parameter, ...value })];
  });
}

/** Names stay unique (OpenAPI 3.1.1 §4.8.10) where one handler serves two paths. */
function addTo(paths: Paths, path: string, verb: string, operation: Operation): void {
  const taken = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
  const same = taken.filter((id) => id.replace(/\.\d+$/, '') === operation.operationId).length;
  const operationId = same === 0 ? operation.operationId : `${operation.operationId}.${same + 1}`;
  paths[path] = { ...paths[path], [verb]: { ...operation, operationId } };
}

function unknownProblems({ controller, name, rules }: Route): string[] {
  const known = new Set(listProblems().map(({ code }) => code));
  const unknown = rules.failures.filter((code) => !known.has(code));
  return unknown.map((code) => `${controller.name}.${name} says @CanFail('${code}'), which no defineProblems defines.`);
}

function documentOf(options: OpenApiOptions, paths: Paths, classes: ClassSchemas): OpenApiDocument {
  const { title, version, description = ABOUT } = options;
  const takesKeys = Object.values(paths).some((item) =>
    Object.values(item).some(({ security }) => security.some((way) => 'apiKey' in way)),
  );
  return {
    openapi: '3.1.1',
    info: { title, version, description },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: sorted({ ...classes.schemas, Problem: problemSchema() }),
      examples: problemExamples(),
      headers,
      securitySchemes: takesKeys ? SECURITY : { session: SECURITY.session },
    },
  };
}

const templateOf = (path: string) => path.replace(/[:*](\w+)/g, '{$1}');

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
