import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import { TrustedProxies } from '../address/trusted-proxies';
import { problemOf } from '../problems/problem-of';
import { sendProblem } from '../problems/problem.filter';
import type { WebSettings } from '../web.settings';
import { answerClientError } from './client-error';
import { requestIdOf } from './request-id';

const KIB = 1024;
/** Whole requests must arrive in this time (OWASP: slow HTTP attacks); Fastify's own default is for ever. */
const REQUEST_TIMEOUT_MS = 10_000;
/** A silent socket is dropped after this; longer than the longest honest wait for a place at the hash pool (10 s). */
const CONNECTION_TIMEOUT_MS = 20_000;
/** How often node looks for requests past their time; its default of 30 s would triple the limit. */
const CHECK_EVERY_MS = 1000;
/** Longer than a balancer's usual 60 s, so that it is the balancer who closes an idle connection. */
const KEEP_ALIVE_MS = 72_000;

class LateSettings {
  basePath = '';
  proxies = new TrustedProxies([]);
}

export interface EdgeLimits {
  /** Milliseconds in which a whole request must arrive. Default 10 s. */
  readonly requestTimeoutMs?: number;
}

/** Fastify with our limits. Nest makes settings available only after the adapter exists, hence `apply`. */
export class EdgeAdapter extends FastifyAdapter {
  private readonly late: LateSettings;

  constructor({ requestTimeoutMs = REQUEST_TIMEOUT_MS }: EdgeLimits = {}) {
    const late = new LateSettings();
    super({
      bodyLimit: 64 * KIB,
      requestTimeout: requestTimeoutMs,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      http: { maxHeaderSize: 16 * KIB, headersTimeout: requestTimeoutMs, connectionsCheckingInterval: CHECK_EVERY_MS },
      routerOptions: { maxParamLength: 200 },
      return503OnClosing: false,
      // Our security rests on hooks and guards; Nest middleware on Fastify has been bypassed time and again.
      skipMiddie: true,
      requestIdHeader: false,
      genReqId: requestIdOf,
      trustProxy: (address: string) => late.proxies.trusts(address),
      rewriteUrl: ({ url = '/' }) => withoutBase(url, late.basePath),
      frameworkErrors: answerFrameworkError,
      clientErrorHandler: answerClientError,
    });
    this.late = late;
  }

  apply({ basePath, TRUSTED_PROXIES }: WebSettings): TrustedProxies {
    this.late.basePath = basePath;
    this.late.proxies = new TrustedProxies(TRUSTED_PROXIES);
    return this.late.proxies;
  }
}

/** Health answers at the root and under the base path: one route, two names. */
function withoutBase(url: string, basePath: string): string {
  const health = `${basePath}/health`;
  const isHealth = url === health || url.startsWith(`${health}/`) || url.startsWith(`${health}?`);
  return isHealth ? url.slice(basePath.length) : url;
}

/** Faults that the router finds before any hook has run. */
function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('X-Request-Id', request.id);
  sendProblem(reply as FastifyReply<never, RawServerDefault>, request, problemOf(error));
}
