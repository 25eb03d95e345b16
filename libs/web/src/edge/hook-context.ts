import type { ExecutionContext, Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

class NoController {}
const noHandler = () => undefined;

/** The execution context that Nest would give a guard, for a hook that runs earlier: before the body is read, and for unknown routes too. */
export function hookContext(request: FastifyRequest, reply: FastifyReply): ExecutionContext {
  const { controller = NoController, handler = noHandler } = request.routeOptions.config;
  const args = [request, reply];
  const http = { getRequest: () => request, getResponse: () => reply, getNext: () => undefined };
  const context = {
    getClass: () => controller as Type,
    getHandler: () => handler,
    getArgs: () => args,
    getArgByIndex: (index: number) => args[index],
    getType: () => 'http',
    switchToHttp: () => http,
  };
  return context as unknown as ExecutionContext;
}
