import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { rule, type RouteAnswer } from './route-rules';

type AnswerOptions = { readonly description?: string; readonly list?: boolean; readonly bare?: boolean; readonly mediaTypes?: readonly string[] };

/**
 * Says what a route answers: `@Answer(200, MeAnswer, 'The user of the session.')`. The class is that of `data` (null: none).
 * The first @Answer of a route also sets the status that it answers with.
 */
export function Answer(status: number, type: Type | null = null, options: string | AnswerOptions = {}): MethodDecorator {
  const { description = '', list = false, bare = false, mediaTypes } = typeof options === 'string' ? { description: options } : options;
  const answer: RouteAnswer = { status, type, description, list, bare, mediaTypes };
  // Decorators run from the last to the first, so that the first one's status stays.
  return applyDecorators(HttpCode(status), rule(({ answers = [] }) => ({ answers: [answer, ...answers] })));
}

/** Says in a sentence what a route does, for the documents: `@Does('Registers a user and signs them in.')`. */
export function Does(summary: string): MethodDecorator {
  return rule(() => ({ summary }));
}

/** Names the problems that a route may answer with: `@CanFail('invalid_code', 'setup_not_started')`. */
export function CanFail(...codes: string[]): MethodDecorator & ClassDecorator {
  return rule(({ failures = [] }) => ({ failures: [...failures, ...codes] }));
}
