import type { Socket } from 'node:net';
import { newId, problems, type Problem } from '@countersign/kernel';
import { problemBody } from '../problems/problem-body';
import { webProblems } from '../web.problems';

const GONE = new Set(['ECONNRESET', 'EPIPE']);

/** Answers what is no HTTP, or came too slowly: node finds it before there is a request. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (GONE.has(error.code ?? '') || !socket.writable) return void socket.destroy();
  const problem = problemFor(error.code);
  const requestId = newId();
  const body = JSON.stringify(problemBody(problem, { path: '/', requestId }));
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function problemFor(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return webProblems.request_timeout();
  if (code === 'HPE_HEADER_OVERFLOW') return webProblems.headers_too_large();
  return problems.validation_failed({ errors: [], violations: [] }, { detail: 'The request is not well-formed HTTP/1.1.' });
}
