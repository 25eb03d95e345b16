import type { ExecutionContext } from '@nestjs/common';
import { firstValueFrom, of } from 'rxjs';
import { TotpNoStoreInterceptor } from './no-store.interceptor';

it('keeps the answer out of caches, whatever the route says', async () => {
  const headers: Record<string, string> = {};
  const reply = {
    header(name: string, value: string) {
      headers[name] = value;
      return reply;
    },
  };
  const context = { switchToHttp: () => ({ getResponse: () => reply }) } as unknown as ExecutionContext;
  const answer = new TotpNoStoreInterceptor().intercept(context, { handle: () => of('the secret') });
  expect(await firstValueFrom(answer)).toBe('the secret');
  expect(headers).toEqual({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
});
