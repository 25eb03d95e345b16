import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import type { LimitGuard } from '../limits/limit.guard';
import type { RefusedCredentials } from '../limits/refused-credentials';
import type { AllowedMethods } from './allowed-methods';
import { hookContext } from './hook-context';
import { SECURITY_HEADERS } from './security-headers';

export interface Drain {
  /** True from the moment the process is told to stop. */
  isStopping: boolean;
}

// Hooks that wait for nothing are given `done`: an async one costs a promise and a turn of the queue, at every request.

/** Before everything else: the headers of every answer, and OPTIONS that are no preflight. */
export function addFirstHooks(instance: FastifyInstance, allowed: AllowedMethods): void {
  instance.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    void reply.header('x-request-id', request.id);
    // For every answer, whatever its path looks like (RFC 9111 §5.2.2.5); the few that may be kept set their own.
    void reply.header('cache-control', 'no-store');
    if (request.method !== 'OPTIONS') return done();
    const isPreflight = request.headers.origin !== undefined && request.headers['access-control-request-method'] !== undefined;
    done(isPreflight ? undefined : missing(request, allowed));
  });
}

export interface Limits {
  readonly byAddress: LimitGuard;
  readonly refused: RefusedCredentials;
}

/** After the plugins, before a body is read: the limits by address, then what is not there. */
export function addLastHooks(instance: FastifyInstance, { byAddress, refused }: Limits, allowed: AllowedMethods): void {
  instance.addHook('onRequest', async (request, reply) => {
    if (!(await refused.admits(request, reply))) await byAddress.canActivate(hookContext(request, reply));
    if (request.is404 || request.method === 'OPTIONS') throw missing(request, allowed);
  });
  instance.addHook('onSend', (request, reply, _payload, done) => {
    if (!refused.isOpen(request)) return done();
    refused.settle(request, reply).then(() => done(), done);
  });
}

/** A keep-alive connection that stays open would hold a stopping process for its whole idle time. */
export function addDrainHook(instance: FastifyInstance, drain: Drain): void {
  instance.addHook('preClose', async () => {
    drain.isStopping = true;
  });
  instance.addHook('onSend', (_request: FastifyRequest, reply: FastifyReply, _payload, done) => {
    if (drain.isStopping) void reply.header('connection', 'close');
    done();
  });
}

function missing({ url }: FastifyRequest, allowed: AllowedMethods) {
  const methods = allowed.of(url);
  if (methods.length === 0) return problems.not_found();
  return problems.method_not_allowed({}, { headers: { Allow: methods.join(', ') } });
}
