import { listProblems } from '@countersign/kernel';
import type { ResponseDoc } from './document.types';
import { headersOf } from './headers';
import { refTo, type JsonSchema } from './json-schema';
import type { Route } from './routes';

type Listed = ReturnType<typeof listProblems>[number];

/** What a guard, a limit or the parser answers on a route, so that no route has to repeat it. */
export function commonProblems({ rules, inputs, verb }: Route, hasBody: boolean): string[] {
  const { isPublic, isFresh, isAdmin, isKeyOnly, isOnBehalf, isUnlimited, allowsOldPassword, scopes } = rules;
  return [
    ...(hasBody ? ['validation_failed', 'payload_too_large', 'unsupported_media_type'] : []),
    // Where no body is declared, one is refused.
    ...(verb !== 'get' || inputs.some(({ kind }) => kind !== 'body') ? ['validation_failed'] : []),
    ...(isPublic && !scopes ? [] : ['invalid_token']),
    ...((isPublic && !scopes) || allowsOldPassword ? [] : ['password_change_required']),
    ...(isFresh ? ['step_up_required'] : []),
    ...(isAdmin || isKeyOnly || isOnBehalf || !isPublic ? ['forbidden'] : []),
    ...(isOnBehalf ? ['validation_failed', 'not_found'] : []),
    ...(scopes?.length ? ['insufficient_scope'] : []),
    ...(isUnlimited ? [] : ['too_many_requests', 'service_unavailable']),
    'internal_error',
  ];
}

/** One response a status, with an example a problem. */
export function problemAnswers(codes: readonly string[], isLimited: boolean): [string, ResponseDoc][] {
  const problems = listProblems().filter(({ code }) => codes.includes(code));
  const statuses = [...new Set(problems.map(({ status }) => status))].sort((a, b) => a - b);
  return statuses.map((status) => [String(status), responseOf(status, problems, isLimited)]);
}

function responseOf(status: number, problems: readonly Listed[], isLimited: boolean): ResponseDoc {
  const here = problems.filter((problem) => problem.status === status);
  return {
    description: here.map(({ code, title }) => `\`${code}\`: ${title}.`).join(' '),
    headers: headersOf(status, isLimited),
    content: {
      'application/problem+json': {
        schema: refTo('schemas', 'Problem'),
        examples: Object.fromEntries(here.map(({ code }) => [code, refTo('examples', code)])),
      },
    },
  };
}

/** One example a problem of the catalogue, for `components.examples`. */
export function problemExamples(): Record<string, object> {
  return Object.fromEntries(listProblems().map((problem) => [problem.code, exampleOf(problem)]));
}

function exampleOf({ code, status, title, detail, exposes = [] }: Listed): object {
  const faults = { errors: ['code: must be 6 digits'], violations: [{ pointer: '/code', detail: 'must be 6 digits' }] };
  const value = {
    type: `/problems/${code.replaceAll('_', '-')}`,
    title,
    status,
    detail,
    instance: '/api/example',
    code,
    requestId: '0198c2f0-0000-7000-8000-000000000000',
    success: false,
    message: detail,
    ...(exposes.includes('violations') ? faults : {}),
  };
  const more = exposes.length > 0 ? ` May carry: ${exposes.join(', ')}.` : '';
  return { summary: `${title}.${more}`, value };
}

/** The one body of every failure (RFC 9457), with the members that single problems add. */
export function problemSchema(): JsonSchema {
  const text: JsonSchema = { type: 'string' };
  const violation: JsonSchema = {
    type: 'object',
    properties: { pointer: text, detail: text },
    required: ['pointer', 'detail'],
    additionalProperties: false,
  };
  const standard: Record<string, JsonSchema> = {
    type: { ...text, description: 'A page that this service serves; names the problem.' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    instance: { ...text, description: 'The path of the request.' },
    code: { ...text, enum: listProblems().map(({ code }) => code) },
    requestId: text,
    success: { const: false },
    message: { ...text, description: 'The same as detail.' },
  };
  return {
    type: 'object',
    properties: {
      ...extraMembers(),
      errors: { type: 'array', items: text },
      violations: { type: 'array', items: violation },
      ...standard,
    },
    required: Object.keys(standard),
    additionalProperties: false,
  };
}

function extraMembers(): Record<string, JsonSchema> {
  const names = [...new Set(listProblems().flatMap(({ exposes = [] }) => exposes))].sort();
  const codesWith = (name: string) => listProblems().flatMap(({ code, exposes }) => (exposes?.includes(name) ? code : []));
  return Object.fromEntries(names.map((name) => [name, { description: `With ${codesWith(name).join(', ')}.` }]));
}
