import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { OriginPolicy } from '../access/origin.policy';

const PREFLIGHT_SECONDS = 600;
const EXPOSED = ['Retry-After', 'RateLimit', 'RateLimit-Policy', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'X-Request-Id'];
const ACCEPTED = ['Authorization', 'Content-Type', 'X-Token-Delivery', 'X-Device-Token', 'X-API-Key', 'X-Request-Id'];

/** Nothing of ours is a page with scripts: an answer that a browser shows may load nothing (OWASP REST Security). */
const POLICY = {
  useDefaults: false,
  directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
};

export async function registerPlugins(instance: FastifyInstance, origins: OriginPolicy): Promise<void> {
  await instance.register(helmet, {
    global: true,
    contentSecurityPolicy: POLICY,
    // What frame-ancestors says, for browsers that know the older header alone.
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await instance.register(cors, {
    origin: async (origin: string | undefined) => origin !== undefined && origins.allows(origin),
    credentials: true,
    methods: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
    exposedHeaders: EXPOSED,
    allowedHeaders: ACCEPTED,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
  await instance.register(cookie);
}
