import type { Type } from '@nestjs/common';
import { additionsOf, BehalfBody, BehalfQuery, bodyOf, type PathExpansion, type RouteAnswer } from '@countersign/web';
import { accessClassOf, type AccessClass } from './access-class';
import type { ClassSchemas } from './class-schemas';
import type { MediaType, Operation, ParameterDoc, ResponseDoc } from './document.types';
import { headersOf } from './headers';
import type { JsonSchema } from './json-schema';
import { commonProblems, problemAnswers } from './problem-answers';
import type { Route, RouteInput } from './routes';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

export interface Sources {
  readonly classes: ClassSchemas;
  readonly providers: readonly Type[];
  readonly fault: (sentence: string) => void;
}

/** One route as an operation; `expansion` when the route is written out for one value of a parameter. */
export function operationOf(route: Route, sources: Sources, expansion?: { parameter: string } & PathExpansion): Operation {
  const body = bodySchema(route, sources, expansion);
  const codes = [...commonProblems(route, body !== undefined), ...route.rules.failures];
  const isLimited = !route.rules.isUnlimited;
  const parameters = parametersOf(route, sources, expansion?.parameter);
  return {
    operationId: [nameOf(route.controller), route.name, expansion?.value].filter(Boolean).join('.'),
    summary: summaryOf(route, expansion?.value),
    tags: [route.tag],
    security: securityOf(route),
    'x-access': accessOf(route, sources),
    'x-demands': demandsOf(route),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: requestBody(body, route.rules.acceptsForm) } : {}),
    responses: Object.fromEntries([
      ...successAnswers(route, sources, expansion?.answer),
      ...problemAnswers(codes, isLimited),
    ]),
  };
}

function bodySchema(route: Route, { classes, providers, fault }: Sources, expansion?: PathExpansion): JsonSchema | undefined {
  const said = expansion?.body ?? bodyOf(route.handler)?.(providers);
  const behalf = takesBehalfInBody(route) ? [BehalfBody] : [];
  if (said) return said.length + behalf.length === 1 ? classes.refOf(said[0]!) : classes.objectOf([...said, ...behalf]);
  const input = route.inputs.find(({ kind }) => kind === 'body');
  if (!input) return behalf.length > 0 ? classes.objectOf(behalf) : undefined;
  if (isClass(input.type) && input.name === undefined) {
    return behalf.length > 0 ? classes.objectOf([input.type, ...behalf]) : classes.refOf(input.type);
  }
  fault(`${placeOf(route)} takes a body that is no DTO class: give its parameter a class, or say the classes with @Accepts(…).`);
  return {};
}

/** A request to look or to remove says it in the query. */
function takesBehalfInBody({ rules, verb }: Route): boolean {
  return rules.isOnBehalf && verb !== 'get' && verb !== 'delete';
}

function requestBody(schema: JsonSchema, acceptsForm: boolean): NonNullable<Operation['requestBody']> {
  const required = schema.$ref !== undefined || (schema.required ?? []).length > 0;
  const content: Record<string, MediaType> = { [JSON_TYPE]: { schema } };
  return { required, content: acceptsForm ? { ...content, [FORM_TYPE]: { schema } } : content };
}

function parametersOf(route: Route, { classes, fault }: Sources, expanded?: string): ParameterDoc[] {
  const behalf = route.rules.isOnBehalf ? classes.membersOf(BehalfQuery) : [];
  const named = behalf.map(({ name, schema }): ParameterDoc => ({ name, in: 'query', required: false, schema }));
  const own = route.inputs.flatMap((input): ParameterDoc[] => {
    if (input.kind === 'body' || (input.name !== undefined && input.name === expanded)) return [];
    if (input.name === undefined && isClass(input.type)) {
      const place = input.kind;
      return classes.membersOf(input.type).flatMap(({ name, schema, isOptional }) => {
        const required = place === 'path' || !isOptional;
        return name === expanded ? [] : [{ name, in: place, required, schema }];
      });
    }
    if (input.name !== undefined) return [{ name: input.name, in: input.kind, required: input.kind === 'path', schema: pipedSchema(input) }];
    fault(`${placeOf(route)} takes a whole ${input.kind} that is no DTO class: give its parameter a class.`);
    return [];
  });
  return [...own, ...named];
}

/** A pipe may say the form that it lets through, as a static `schema`. */
function pipedSchema({ pipes }: RouteInput): JsonSchema {
  const said = pipes.map((pipe) => (isClass(pipe) ? pipe : (pipe as object).constructor) as { schema?: JsonSchema; name: string });
  const schema = said.find((pipe) => pipe.schema)?.schema;
  if (schema) return schema;
  return said.some(({ name }) => name === 'ParseUUIDPipe') ? { type: 'string', format: 'uuid' } : { type: 'string' };
}

function successAnswers(route: Route, sources: Sources, expanded?: Type): [string, ResponseDoc][] {
  const { answers, isUnlimited } = route.rules;
  if (answers.length === 0) sources.fault(`${placeOf(route)} does not say what it answers: add @Answer(200, SomeAnswer, 'what it holds').`);
  const statuses = [...new Set(answers.map(({ status }) => status))];
  return statuses.map((status) => {
    const here = answers.filter((answer) => answer.status === status);
    const description = here.map((answer) => answer.description).join(' Or: ') || 'Done.';
    return [String(status), { description, headers: headersOf(status, !isUnlimited), content: contentOf(route, here, sources, expanded) }];
  });
}

function contentOf(route: Route, answers: readonly RouteAnswer[], sources: Sources, expanded?: Type): Record<string, MediaType> {
  const [{ bare, type, mediaTypes } = { bare: false, type: null }] = answers as [RouteAnswer?];
  if (bare && !type) return { 'text/html': { schema: { type: 'string' } } };
  const schemas = answers.map(({ type: data, list }) => {
    const one = data ? answerSchema(route, data, sources, expanded) : undefined;
    return one && list ? { type: 'array', items: one } : one;
  });
  const present = schemas.filter((schema): schema is JsonSchema => schema !== undefined);
  const data = present.length > 1 ? { anyOf: present } : present[0];
  const schema = bare && data ? data : envelope(data);
  return Object.fromEntries((mediaTypes ?? [JSON_TYPE]).map((mediaType) => [mediaType, { schema }]));
}

function answerSchema({ handler }: Route, said: Type, { classes, providers }: Sources, type = said): JsonSchema {
  const more = additionsOf(handler).flatMap(({ to, classes: added }) => (to === said ? added(providers) : []));
  return more.length > 0 ? classes.objectOf([type, ...more]) : classes.refOf(type);
}

function envelope(data: JsonSchema | undefined): JsonSchema {
  return {
    type: 'object',
    properties: { success: { const: true }, message: { type: 'string' }, ...(data ? { data } : {}) },
    required: ['success', ...(data ? ['data'] : [])],
    additionalProperties: false,
  };
}

function securityOf({ rules }: Route): Operation['security'] {
  // OpenAPI 3.1.1 §4.8.30.1: for a key the list names what it must hold.
  const key = rules.scopes ? [{ apiKey: rules.scopes }] : [];
  if (rules.isPublic) return key.length > 0 ? [{}, ...key] : [];
  return [...(rules.isKeyOnly ? [] : [{ session: [] }]), ...key];
}

function accessOf(route: Route, { fault }: Sources): AccessClass {
  const access = accessClassOf(route.rules);
  if (!access) fault(`${placeOf(route)} says of its access what cannot be true together: it is for everybody, users, administrators or keys.`);
  return access ?? 'key';
}

function demandsOf({ rules: { isAdmin, isFresh } }: Route): Operation['x-demands'] {
  return [...(isAdmin ? (['admin'] as const) : []), ...(isFresh ? (['fresh'] as const) : [])];
}

const isClass = (value: unknown): value is Type => typeof value === 'function' && value !== Object && value !== String;
const nameOf = (controller: Type) => controller.name.replace(/Controller$/, '');
const placeOf = (route: Route) => `${route.controller.name}.${route.name} (${route.verb.toUpperCase()} ${route.path})`;

/** What the route does; `{}` in it stands for the value of an expanded path. */
function summaryOf({ rules }: Route, value = ''): string {
  return (rules.summary ?? rules.answers[0]?.description ?? '').replace('{}', value);
}
