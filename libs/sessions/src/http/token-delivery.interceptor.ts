import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { success } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { presentUser } from '../present-user';
import { RefreshCookie } from './refresh-cookie';
import { SignedIn } from './signed-in';

/**
 * Shapes a `SignedIn` into the answer's envelope. The refresh token goes into the cookie; with `X-Token-Delivery: body`,
 * for clients without a cookie jar, into `data.refreshToken`, and no cookie is set. Other answers pass unchanged.
 */
@Injectable()
export class TokenDeliveryInterceptor implements NestInterceptor {
  constructor(private readonly cookie: RefreshCookie) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(map((answer) => (answer instanceof SignedIn ? this.deliver(answer, request, reply) : answer)));
  }

  private deliver({ user, issued, extra }: SignedIn, request: FastifyRequest, reply: FastifyReply) {
    const { accessToken, expiresIn, refreshToken } = issued;
    const wantsBody = request.headers['x-token-delivery'] === 'body';
    if (!wantsBody) this.cookie.set(reply, refreshToken);
    const inBody = wantsBody ? { refreshToken } : {};
    const first = user.mustChangePassword ? { passwordChangeRequired: true } : {};
    return success({ user: presentUser(user), accessToken, tokenType: 'Bearer', expiresIn, ...inBody, ...first, ...extra });
  }
}
