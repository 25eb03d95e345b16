import { createHmac, KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { settingsFor } from '@countersign/config/testing';
import { newId, type Secret } from '@countersign/kernel';
import { FakeClock } from '@countersign/kernel/testing';
import type { UserFacts } from '@countersign/web';
import type { FastifyRequest } from 'fastify';
import type { SessionFacts } from '../session-facts';
import { SessionsSettings } from '../sessions.settings';
import { SharedSecret } from '../signing/access-keys';
import { sessionsVariables } from '../testing/test-sessions';
import { AccessTokenGuard } from './access-token.guard';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccessTokens } from './access-tokens';

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (token: string, part: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[part]!, 'base64url').toString()) as Record<string, unknown>;
const sign = (header: object, claims: object, key: string, hash = 'sha256') => {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
};

describe('access tokens', () => {
  const settings = settingsFor(SessionsSettings, sessionsVariables);
  const secret = (settings.JWT_ACCESS_SECRET as Secret).reveal();
  const clock = new FakeClock();
  const keys = new SharedSecret(settings);
  const tokens = new AccessTokens(new JwtService({}), keys, settings, clock);
  const guard = new AccessTokenGuard(new AccessTokenStrategy(keys, settings, clock));
  const read = (token: string) => guard.claimsOf({ headers: { authorization: `Bearer ${token}` } } as FastifyRequest);
  const user = { id: newId(), email: 'a@example.org', username: 'ada' } as UserFacts;
  const authTime = new Date('2025-12-31T23:59:00.9Z');
  const session: SessionFacts = { id: newId(), authTime, aal: 2, amr: ['mfa', 'otp', 'pwd'], acr: 'urn:countersign:acr:2fa' };
  const good = tokens.sign(user, session);
  const [header, claims] = [decode(good, 0), decode(good, 1)];

  it('signs with a KeyObject: a text would be tried as PEM at every call', () => {
    expect(keys.signer().key).toBeInstanceOf(KeyObject);
  });

  it('says what RFC 9068 asks, and what plain readers look for', () => {
    expect(header).toEqual({ alg: 'HS256', typ: 'at+jwt' });
    expect(claims).toEqual({
      ...{ iss: 'countersign', aud: 'countersign', sub: user.id, sid: session.id, jti: expect.any(String) },
      ...{ iat: clock.seconds(), exp: clock.seconds() + 900, auth_time: Math.floor(authTime.getTime() / 1000) },
      ...{ acr: session.acr, amr: session.amr, userId: user.id, email: user.email, username: user.username, type: 'access' },
    });
  });

  it('reads what it signed', async () => {
    expect(await read(good)).toEqual({ sub: user.id, sid: session.id, exp: claims.exp });
  });

  it.each([
    ['no signature and alg none', `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
    ['alg none in capitals', `${encode({ ...header, alg: 'NONE' })}.${encode(claims)}.`],
    ['no signature', `${encode(header)}.${encode(claims)}.`],
    ['another key', sign(header, claims, 'another key')],
    ['an empty key', sign(header, claims, '')],
    ['the refresh key', sign(header, claims, sessionsVariables.JWT_REFRESH_SECRET)],
    ['another algorithm with our key', sign({ ...header, alg: 'HS512' }, claims, secret, 'sha512')],
    ['an asymmetric algorithm named over our key', sign({ ...header, alg: 'RS256' }, claims, secret)],
    ['another type', sign({ ...header, typ: 'JWT' }, claims, secret)],
    ['no type', sign({ alg: 'HS256' }, claims, secret)],
    ...['jku', 'jwk', 'x5u', 'x5c', 'crit', 'kid'].map((name) => [name, sign({ ...header, [name]: 'x' }, claims, secret)]),
    ['another issuer', sign(header, { ...claims, iss: 'other' }, secret)],
    ['another audience', sign(header, { ...claims, aud: 'other' }, secret)],
    ['no audience', sign(header, { ...claims, aud: undefined }, secret)],
    ['the present second as its end', sign(header, { ...claims, exp: clock.seconds() }, secret)],
    ['no end', sign(header, { ...claims, exp: undefined }, secret)],
    ['an end in words', sign(header, { ...claims, exp: 'never' }, secret)],
    ['no session', sign(header, { ...claims, sid: undefined }, secret)],
    ['a session that is no id', sign(header, { ...claims, sid: "' or 1=1" }, secret)],
    ['another use', sign(header, { ...claims, type: 'refresh' }, secret)],
    ['tampered claims', `${encode(header)}.${encode({ ...claims, sub: newId() })}.${good.split('.')[2]}`],
    ['a changed signature', `${good.slice(0, -4)}AAAA`],
    ['claims that are no JSON', `${encode(header)}.${Buffer.from('x').toString('base64url')}.x`],
    ['one part', 'rt_abc'],
    ['nothing', ''],
  ])('refuses %s', async (_case, token) => {
    await expect(read(token!)).rejects.toMatchObject({ code: 'invalid_token', status: 401 });
  });

  it('refuses its own after their end', async () => {
    clock.advance(900);
    await expect(read(good)).rejects.toMatchObject({ code: 'invalid_token', reason: 'the access token has expired' });
  });
});
