import { Injectable } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { WebSettings } from '../web.settings';

const LOOPBACK = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

/** Which origins (RFC 6454) may call from a browser: for CORS, and for calls that a cookie authenticates. */
@Injectable()
export class OriginPolicy {
  private readonly origins: ReadonlySet<string>;
  private readonly takesLoopback: boolean;

  constructor(settings: WebSettings, runtime: RuntimeSettings) {
    const { CORS_ORIGINS, FRONTEND_URL, PUBLIC_URL } = settings;
    const given = CORS_ORIGINS ?? (runtime.isProduction && FRONTEND_URL ? [FRONTEND_URL] : []);
    const own = PUBLIC_URL ? [PUBLIC_URL] : [];
    this.origins = new Set([...given, ...own].map((url) => new URL(url).origin));
    this.takesLoopback = CORS_ORIGINS === null && !runtime.isProduction;
  }

  /** Whether an `Origin` header names our own origin (PUBLIC_URL) or one of CORS_ORIGINS or its default. */
  allows(origin: string): boolean {
    return this.origins.has(origin) || (this.takesLoopback && LOOPBACK.test(origin));
  }
}
