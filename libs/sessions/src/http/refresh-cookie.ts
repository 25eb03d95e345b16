import type { CookieSerializeOptions } from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { WebSettings } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionsSettings } from '../sessions.settings';

const NAME = 'refreshToken';

/**
 * The cookie that carries the refresh token: out of reach of scripts, and sent to the routes under /auth alone. Hence no
 * `__Host-` prefix, which demands `Path=/` (RFC 6265bis §4.1.3.2).
 */
@Injectable()
export class RefreshCookie {
  private readonly attributes: CookieSerializeOptions;

  constructor(
    runtime: RuntimeSettings,
    web: WebSettings,
    private readonly settings: SessionsSettings,
  ) {
    this.attributes = {
      path: `${web.basePath}/auth`,
      httpOnly: true,
      // Browsers drop SameSite=None without Secure.
      secure: !runtime.isDevelopment || web.COOKIE_SAMESITE === 'none',
      sameSite: web.COOKIE_SAMESITE,
    };
  }

  read({ cookies }: FastifyRequest): string | undefined {
    return cookies[NAME];
  }

  set(reply: FastifyReply, token: string): void {
    void reply.setCookie(NAME, token, { ...this.attributes, maxAge: this.settings.JWT_REFRESH_EXPIRY });
  }

  clear(reply: FastifyReply): void {
    void reply.setCookie(NAME, '', { ...this.attributes, maxAge: 0 });
  }
}
