import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Waits, withWaits, type Logger } from '@countersign/observability';
import type { ForwardingWatch } from '../address/forwarding-watch';
import { webMetrics } from '../web.metrics';

const waitsOf = new WeakMap<FastifyRequest, Waits>();

/**
 * One line a request: route template (never the path, which may hold ids), status and time; a slow one is a warning that
 * says how long it waited for which part.
 */
export function addAccessLog(instance: FastifyInstance, logger: Logger, watch: ForwardingWatch): void {
  instance.addHook('onRequest', async (request) => watch.look(request));
  // Not earlier: what a hook opens before the body is read is lost while it is read.
  instance.addHook('preValidation', (request, _reply, done) => {
    const waits = new Waits();
    waitsOf.set(request, waits);
    withWaits(waits, done);
  });
  instance.addHook('onResponse', async (request, reply) => {
    count(request, reply);
    const line = { requestId: request.id, route: routeOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    if (logger.slow('request', line.ms, { ...line, parts: waitsOf.get(request)?.parts() })) return;
    if (isHealth(request)) logger.debug(line, 'request');
    else logger.info(line, 'request');
  });
}

const UNKNOWN = '(unknown)';

function count({ method, routeOptions }: FastifyRequest, { elapsedTime, statusCode }: FastifyReply): void {
  webMetrics.requests.observe(elapsedTime / 1000, { method, route: routeOptions.url ?? UNKNOWN, status: String(statusCode) });
}

function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? UNKNOWN}`;
}

function isHealth({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/health') ?? false;
}
