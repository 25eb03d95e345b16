import { Injectable } from '@nestjs/common';
import { CookieWriter } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionsSettings } from '../sessions.settings';

const NAME = 'refreshToken';

/** The cookie that carries the refresh token; sent to the routes under /auth alone. */
@Injectable()
export class RefreshCookie {
  constructor(
    private readonly cookies: CookieWriter,
    private readonly settings: SessionsSettings,
  ) {}

  read({ cookies }: FastifyRequest): string | undefined {
    return cookies[NAME];
  }

  set(reply: FastifyReply, token: string): void {
    this.write(reply, token, this.settings.JWT_REFRESH_EXPIRY);
  }

  clear(reply: FastifyReply): void {
    this.write(reply, '', 0);
  }

  private write(reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    this.cookies.set(reply, { name: NAME, value, path: '/auth', maxAgeSeconds });
  }
}
