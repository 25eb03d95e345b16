import { Injectable } from '@nestjs/common';
import type { PolicyAnswer, PolicyRequest } from '@countersign/factors';
import { CookieWriter, originOf } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What policies see of a request, and how the cookies that they answer with are set. */
@Injectable()
export class PolicyExchange {
  constructor(private readonly cookies: CookieWriter) {}

  requestOf(request: FastifyRequest, body: object): PolicyRequest {
    return { headers: request.headers, cookies: request.cookies, body, origin: originOf(request) };
  }

  setCookies(reply: FastifyReply, { cookies = [] }: PolicyAnswer): void {
    for (const cookie of cookies) this.cookies.set(reply, cookie);
  }
}
