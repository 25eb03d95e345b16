import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { OriginPolicy } from '../access/origin.policy';

const PREFLIGHT_SECONDS = 600;
const EXPOSED = ['Retry-After', 'RateLimit', 'RateLimit-Policy', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'X-Request-Id'];
const ACCEPTED = ['Authorization', 'Content-Type', 'X-Token-Delivery', 'X-Device-Token', 'X-API-Key', 'X-Request-Id'];

export async function registerPlugins(instance: FastifyInstance, origins: OriginPolicy): Promise<void> {
  await instance.register(cors, {
    origin: (origin: string | undefined, done: (error: null, isAllowed: boolean) => void) => done(null, origin !== undefined && origins.allows(origin)),
    credentials: true,
    methods: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
    exposedHeaders: EXPOSED,
    allowedHeaders: ACCEPTED,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
  await instance.register(cookie);
}
