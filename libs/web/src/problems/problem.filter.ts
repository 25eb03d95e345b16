import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '@countersign/kernel';
import { Logger } from '@countersign/observability';
import { problemBody, problemHeaders } from './problem-body';
import { problemOf } from './problem-of';

/** The only writer of error bodies. The caller learns the public code, the log the true reason. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const problem = problemOf(error);
    const request = http.getRequest<FastifyRequest>();
    this.tell(problem, error, request);
    sendProblem(http.getResponse<FastifyReply>(), request, problem);
  }

  private tell(problem: Problem, error: unknown, request: FastifyRequest): void {
    const route = `${request.method} ${request.routeOptions.url ?? '(unknown)'}`;
    const facts = { requestId: request.id, route, problem: problem.code, reason: problem.reason };
    if (problem.status === 500) return this.logger.error({ ...facts, err: error }, 'unexpected fault');
    if (problem.status >= 503) return this.logger.warn({ ...facts, err: problem.cause }, 'a part does not answer');
    this.logger.debug(facts, 'refused');
  }
}

/** Writes a problem as the answer, unless one has gone out already. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: Problem): void {
  if (reply.sent || reply.raw.headersSent) return;
  const [path = '/'] = request.originalUrl.split('?');
  const body = problemBody(problem, { path, requestId: request.id });
  void reply
    .code(problem.status)
    .headers({ 'Cache-Control': 'no-store', ...problemHeaders(problem) })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(body));
}
