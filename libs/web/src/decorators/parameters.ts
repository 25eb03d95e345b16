import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ClaimedOrigin, Origin } from '@countersign/kernel';
import { clientAddress } from '../address/client-address';
import type { Principal } from './principal';

const principals = new WeakMap<FastifyRequest, Principal>();
const claims = new WeakMap<FastifyRequest, ClaimedOrigin>();

/** The guard alone says who makes a request. */
export function setPrincipal(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

/** Where the client of a key says that its own client was. */
export function setClaimedOrigin(request: FastifyRequest, claimed: ClaimedOrigin): void {
  claims.set(request, claimed);
}

/** Who makes the request; undefined on public routes. */
export function principalOf(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}

/** Where a request came from, as the audit trail keeps it: the whole address, without a port. The user agent is cut at 500 characters. */
export function originOf(request: FastifyRequest): Origin {
  const userAgent = request.headers['user-agent']?.slice(0, 500) ?? null;
  const origin = { requestId: request.id, ipAddress: clientAddress(request), userAgent };
  const key = principals.get(request)?.key;
  return key ? { ...origin, keyId: key.id, claimed: claims.get(request) } : origin;
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();

/** `me(@CurrentPrincipal() principal: Principal)`; with `import type { Principal }`. */
export const CurrentPrincipal: () => ParameterDecorator = createParamDecorator((_: unknown, context: ExecutionContext) =>
  principalOf(requestOf(context)),
);

/** `login(@RequestOrigin() origin: Origin)`; with `import type { Origin }`. */
export const RequestOrigin: () => ParameterDecorator = createParamDecorator((_: unknown, context: ExecutionContext) => originOf(requestOf(context)));
