import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { firstValueFrom, map, of } from 'rxjs';
import type { FactorRegistry } from '../registry/factor-registry';
import { FactorGuard } from './factor.guard';
import { FactorInterceptor } from './factor.interceptor';

const context = { switchToHttp: () => ({ getRequest: () => ({ params: { type: 'pigeon' } }) }) } as ExecutionContext;

const saying = (answer: ReturnType<CanActivate['canActivate']>): CanActivate => ({ canActivate: () => answer });
const adding = (letter: string): NestInterceptor => ({
  intercept: (_, next: CallHandler<string>) => next.handle().pipe(map((answer) => `${letter}(${answer})`)),
});

function registryOf(guards?: CanActivate[], interceptors?: NestInterceptor[]): FactorRegistry {
  return { getPrimary: () => ({ guards, interceptors }) } as unknown as FactorRegistry;
}

describe("a factor's own guards", () => {
  it.each([[undefined], [[]], [[saying(true), saying(Promise.resolve(true)), saying(of(true))]]])('let pass: %#', async (guards) => {
    expect(await new FactorGuard(registryOf(guards)).canActivate(context)).toBe(true);
  });

  it.each([[saying(false)], [saying(Promise.resolve(false))], [saying(of(false))]])('refuse: %#', async (guard) => {
    const refusal = new FactorGuard(registryOf([saying(true), guard])).canActivate(context);
    await expect(refusal).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe("a factor's own interceptors", () => {
  const handler: CallHandler<string> = { handle: () => of('answer') };
  const run = (interceptors?: NestInterceptor[]) =>
    firstValueFrom(new FactorInterceptor(registryOf(undefined, interceptors)).intercept(context, handler));

  it('run around the route, the first one outermost', async () => {
    const late: NestInterceptor = { intercept: async (_, next: CallHandler<string>) => adding('late').intercept(context, next) };
    expect(await run([adding('outer'), late, adding('inner')])).toBe('outer(late(inner(answer)))');
    expect(await run()).toBe('answer');
  });
});
