import { faultsOf } from './check-value';
import type { MediaType, OpenApiDocument, Operation, ResponseDoc } from '../document.types';

/**
 * Checks a real answer against the document, strictly: a member that is not documented is a fault.
 * `expectAnswer(document, 'GET', '/api/auth/sessions/0198…', 404, body)`; the route may also be the template.
 *
 * @throws Error that lists every fault with its JSON pointer.
 */
export function expectAnswer(document: OpenApiDocument, verb: string, route: string, status: number, body: unknown): void {
  const name = `${verb.toUpperCase()} ${route}`;
  const operation = operationFor(document, verb, route.split('?')[0]!);
  if (!operation) throw new Error(`${name} is not documented.`);
  const response = operation.responses[String(status)];
  if (!response) throw new Error(`${name} answered ${status}; documented are ${Object.keys(operation.responses).join(', ')}.`);
  const faults = faultsIn(document, response, body);
  if (faults.length > 0) throw new Error([`${name} ${status} is not as documented:`, ...faults, JSON.stringify(body)].join('\n  '));
}

function faultsIn({ components }: OpenApiDocument, { content }: ResponseDoc, body: unknown): string[] {
  const [[mediaType, media] = ['', undefined]] = Object.entries(content);
  if (!media) return body === undefined || body === '' ? [] : ['/: has a body, and none is documented'];
  const faults = faultsOf(media.schema, body, components.schemas);
  return mediaType === 'application/problem+json' ? [...faults, ...codeFaults(media, body)] : faults;
}

function codeFaults({ examples = {} }: MediaType, body: unknown): string[] {
  const { code } = (body ?? {}) as { code?: string };
  const known = Object.keys(examples);
  return code !== undefined && known.includes(code) ? [] : [`/code: "${code}" is not documented here (${known.join(', ')})`];
}

/** The template itself, else the template with the fewest parameters that the path fits. */
function operationFor({ paths }: OpenApiDocument, verb: string, route: string): Operation | undefined {
  const given = route.split('/');
  const templates = [route, ...templatesOf(paths).filter(({ parts }) => fits(parts, given)).map(({ path }) => path)];
  return templates.map((path) => paths[path]?.[verb.toLowerCase()]).find((operation) => operation !== undefined);
}

interface Template {
  readonly path: string;
  readonly parts: readonly string[];
}

/** Every answer of every test is looked up in one document. */
const known = new WeakMap<object, readonly Template[]>();

function templatesOf(paths: OpenApiDocument['paths']): readonly Template[] {
  const parameters = ({ parts }: Template) => parts.filter((part) => part.startsWith('{')).length;
  const templates = known.get(paths) ?? Object.keys(paths).map((path) => ({ path, parts: path.split('/') })).sort((a, b) => parameters(a) - parameters(b));
  known.set(paths, templates);
  return templates;
}

function fits(wanted: readonly string[], given: readonly string[]): boolean {
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith('{') || part === given[index]);
}
