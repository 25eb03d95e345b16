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
  instance.addHook('onRequest', (request, _reply, done) => {
    watch.look(request);
    done();
  });
  // Not earlier: what a hook opens before the body is read is lost while it is read.
  instance.addHook('preValidation', (request, _reply, done) => {
    const waits = new Waits();
    waitsOf.set(request, waits);
    withWaits(waits, done);
  });
  instance.addHook('onResponse', (request, reply, done) => {
    tell(request, reply, logger);
    done();
  });
}

const UNKNOWN = '(unknown)';

function tell(request: FastifyRequest, { elapsedTime, statusCode: status }: FastifyReply, logger: Logger): void {
  const { id: requestId, method } = request;
  const url = request.routeOptions.url ?? UNKNOWN;
  webMetrics.requests.observe(elapsedTime / 1000, { method, route: url, status: String(status) });
  const line = { requestId, route: `${method} ${url}`, status, ms: Math.round(elapsedTime) };
  if (logger.slow('request', line.ms, () => ({ ...line, parts: waitsOf.get(request)?.parts() }))) return;
  if (url.startsWith('/health')) logger.debug(line, 'request');
  else logger.info(line, 'request');
}
