import { Injectable } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import type { PolicyAnswer, PolicyRequest } from '@countersign/factors';
import { originOf, WebSettings } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What policies see of a request, and how the cookies that they answer with are set. */
@Injectable()
export class PolicyExchange {
  constructor(
    private readonly web: WebSettings,
    private readonly runtime: RuntimeSettings,
  ) {}

  requestOf(request: FastifyRequest, body: object): PolicyRequest {
    return { headers: request.headers, cookies: request.cookies, body, origin: originOf(request) };
  }

  setCookies(reply: FastifyReply, { cookies = [] }: PolicyAnswer): void {
    for (const { name, value, path, maxAgeSeconds } of cookies) {
      reply.setCookie(name, value, {
        path: `${this.web.basePath}${path}` || '/',
        maxAge: maxAgeSeconds,
        httpOnly: true,
        secure: !this.runtime.isDevelopment,
        sameSite: this.web.COOKIE_SAMESITE,
      });
    }
  }
}
