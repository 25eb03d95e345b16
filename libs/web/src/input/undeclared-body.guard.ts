import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyRequest } from 'fastify';
import { bodyOf, expansionOf } from '../decorators/shape';
import { invalid, pointerTo } from './json-body';
import { MAX_VIOLATIONS, UNKNOWN_MEMBER } from './violations';

/**
 * A route that declares no body takes none: what is not read would be thought to have worked. After the access guard, which takes
 * out what it reads itself (`userId` and `context` of a key).
 */
@Injectable()
export class UndeclaredBodyGuard implements CanActivate {
  /** @throws validation_failed */
  canActivate(context: ExecutionContext): boolean {
    const { body } = context.switchToHttp().getRequest<FastifyRequest>();
    const members = Object.keys(body ?? {});
    if (members.length === 0 || declaresBody(context)) return true;
    throw invalid(members.slice(0, MAX_VIOLATIONS).map((member) => ({ pointer: pointerTo('', member), detail: UNKNOWN_MEMBER })));
  }
}

/** As OpenAPI has it: a parameter of the handler, or classes that are said beside it because plug-ins bring them. */
function declaresBody(context: ExecutionContext): boolean {
  const handler = context.getHandler();
  if (bodyOf(handler) ?? expansionOf(handler)) return true;
  const inputs = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) as object | undefined;
  return Object.keys(inputs ?? {}).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
}
