import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { settingsFor } from '@countersign/config/testing';
import { newId } from '@countersign/kernel';
import { CookieWriter, WebSettings } from '@countersign/web';
import { firstValueFrom, of } from 'rxjs';
import { SessionsSettings } from '../sessions.settings';
import { sessionsVariables } from '../testing/test-sessions';
import { RefreshCookie } from './refresh-cookie';
import { SignedIn } from './signed-in';
import { TokenDeliveryInterceptor } from './token-delivery.interceptor';

const at = new Date('2026-01-01T00:00:00Z');
const user = {
  ...{ id: newId(), email: 'a@example.org', username: 'ada', role: 'user' as const, isActive: true, emailVerified: false },
  ...{ twoFactorEnabled: false, trustEpoch: 3, createdAt: at, updatedAt: at },
};
const session = { id: newId(), authTime: at, aal: 1 as const, amr: ['pwd'], acr: 'urn:countersign:acr:1fa' };
const issued = { session, accessToken: 'jwt', expiresIn: 900, refreshToken: 'rt_x', isNewDevice: false };

async function deliver(answer: unknown, headers: Record<string, string> = {}, env: Record<string, string> = {}, mode: 'development' | 'production' = 'production') {
  const cookies: unknown[][] = [];
  const reply = { setCookie: (...given: unknown[]) => cookies.push(given) };
  const runtime = settingsFor(RuntimeSettings, { NODE_ENV: mode }, mode);
  const web = settingsFor(WebSettings, env);
  const interceptor = new TokenDeliveryInterceptor(new RefreshCookie(new CookieWriter(runtime, web), settingsFor(SessionsSettings, sessionsVariables)));
  const http = { getRequest: () => ({ headers }), getResponse: () => reply };
  const context = { switchToHttp: () => http } as unknown as ExecutionContext;
  const body = await firstValueFrom(interceptor.intercept(context, { handle: () => of(answer) } as CallHandler));
  return { body, cookies };
}

describe('TokenDeliveryInterceptor', () => {
  const presented = {
    ...{ id: user.id, email: 'a@example.org', username: 'ada', emailVerified: false, twoFactorEnabled: false },
    ...{ role: 'user', isActive: true, createdAt: at.toISOString(), updatedAt: at.toISOString() },
  };
  const data = { user: presented, accessToken: 'jwt', tokenType: 'Bearer', expiresIn: 900 };

  it('puts the refresh token into the cookie, and not into the body', async () => {
    const { body, cookies } = await deliver(new SignedIn(user, issued, { deviceToken: 'dt_x' }));
    expect(body).toEqual({ success: true, data: { ...data, deviceToken: 'dt_x' } });
    const attributes = { path: '/api/auth', httpOnly: true, secure: true, sameSite: 'strict', maxAge: 604_800 };
    expect(cookies).toEqual([['refreshToken', 'rt_x', attributes]]);
  });

  it('puts it into the body, and sets no cookie, for clients that ask so', async () => {
    const { body, cookies } = await deliver(new SignedIn(user, issued), { 'x-token-delivery': 'body' });
    expect({ body, cookies }).toEqual({ body: { success: true, data: { ...data, refreshToken: 'rt_x' } }, cookies: [] });
  });

  it('follows the settings of the cookie', async () => {
    const { cookies } = await deliver(new SignedIn(user, issued), {}, { API_BASE_PATH: '/', COOKIE_SAMESITE: 'lax' }, 'development');
    expect(cookies[0]![2]).toMatchObject({ path: '/auth', secure: false, sameSite: 'lax' });
  });

  it('leaves other answers alone', async () => {
    const answer = { success: true, data: { requiresTwoFactor: true } };
    expect(await deliver(answer)).toEqual({ body: answer, cookies: [] });
  });
});
