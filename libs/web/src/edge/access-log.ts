import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '@countersign/observability';
import type { ForwardingWatch } from '../address/forwarding-watch';

/** One line a request: route template (never the path, which may hold ids), status and time; a slow one is a warning. */
export function addAccessLog(instance: FastifyInstance, logger: Logger, watch: ForwardingWatch, slowMs: number): void {
  instance.addHook('onRequest', async (request) => watch.look(request));
  instance.addHook('onResponse', async (request, reply) => {
    const ms = Math.round(reply.elapsedTime);
    const line = { requestId: request.id, route: routeOf(request), status: reply.statusCode, ms };
    if (ms > slowMs) logger.warn(line, 'slow request');
    else if (isHealth(request)) logger.debug(line, 'request');
    else logger.info(line, 'request');
  });
}

function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? '(unknown)'}`;
}

function isHealth({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/health') ?? false;
}
