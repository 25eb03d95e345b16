import type { CookieSerializeOptions } from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import type { FastifyReply } from 'fastify';
import { WebSettings } from '../web.settings';

/** A cookie that carries a token. */
export interface TokenCookie {
  readonly name: string;
  readonly value: string;
  /** Below the base path, e.g. `` or `/auth`. */
  readonly path: string;
  /** Seconds; 0 clears the cookie. */
  readonly maxAgeSeconds: number;
}

/**
 * Sets the cookies that carry tokens: out of reach of scripts, and sent below their path alone. Hence no `__Host-` prefix,
 * which demands `Path=/` (RFC 6265bis §4.1.3.2).
 */
@Injectable()
export class CookieWriter {
  private readonly attributes: CookieSerializeOptions;
  private readonly basePath: string;

  constructor(runtime: RuntimeSettings, { COOKIE_SAMESITE: sameSite, basePath }: WebSettings) {
    this.basePath = basePath;
    // Browsers drop SameSite=None without Secure.
    this.attributes = { httpOnly: true, secure: !runtime.isDevelopment || sameSite === 'none', sameSite };
  }

  set(reply: FastifyReply, { name, value, path, maxAgeSeconds: maxAge }: TokenCookie): void {
    void reply.setCookie(name, value, { path: `${this.basePath}${path}` || '/', ...this.attributes, maxAge });
  }
}
