import { RuntimeSettings } from '@countersign/config';
import { settingsFor } from '@countersign/config/testing';
import type { FastifyReply } from 'fastify';
import { WebSettings } from '../web.settings';
import { CookieWriter } from './cookie-writer';

function written(mode: 'development' | 'production', env: Record<string, string>, path: string): unknown[] {
  const calls: unknown[][] = [];
  const reply = { setCookie: (...given: unknown[]) => calls.push(given) } as unknown as FastifyReply;
  const writer = new CookieWriter(settingsFor(RuntimeSettings, { NODE_ENV: mode }, mode), settingsFor(WebSettings, env));
  writer.set(reply, { name: 'a', value: 'b', path, maxAgeSeconds: 60 });
  return calls[0]!;
}

it.each([
  ['production', {}, '/auth', { path: '/api/auth', secure: true, sameSite: 'strict' }],
  ['development', {}, '', { path: '/api', secure: false, sameSite: 'strict' }],
  ['development', { COOKIE_SAMESITE: 'none' }, '', { path: '/api', secure: true, sameSite: 'none' }],
  ['development', { API_BASE_PATH: '/', COOKIE_SAMESITE: 'lax' }, '', { path: '/', secure: false, sameSite: 'lax' }],
] as const)('in %s with %j a cookie below "%s" has the attributes %j', (mode, env, path, attributes) => {
  expect(written(mode, env, path)).toEqual(['a', 'b', { ...attributes, httpOnly: true, maxAge: 60 }]);
});
