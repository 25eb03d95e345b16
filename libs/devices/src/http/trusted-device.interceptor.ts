import { createParamDecorator, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { CookieWriter, principalOf } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { DeviceTokens } from '../device-tokens';

/** What the request shows of the device that it comes from. */
export interface DeviceInRequest {
  /** Of its token; null: none, or no token at all. */
  readonly digest: Buffer | null;
  /** The device is removed: its cookie goes with the answer. */
  forget(): void;
}

const devices = new WeakMap<FastifyRequest, DeviceInRequest>();

/** `list(@RequestDevice() device: DeviceInRequest)`; with `import type { DeviceInRequest }`. */
export const RequestDevice = createParamDecorator((_: unknown, context: ExecutionContext) =>
  devices.get(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Reads the device token of a signed-in user's request, and clears its cookie once the device is removed. */
@Injectable()
export class TrustedDeviceInterceptor implements NestInterceptor {
  constructor(
    private readonly tokens: DeviceTokens,
    private readonly cookies: CookieWriter,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const userId = principalOf(request)?.userId ?? '';
    let isForgotten = false;
    const { headers, cookies } = request;
    const digest = this.tokens.shownBy({ headers, cookies }, userId)?.digest ?? null;
    devices.set(request, { digest, forget: () => (isForgotten = true) });
    const clear = () => this.cookies.set(http.getResponse<FastifyReply>(), this.tokens.cookie(userId, '', 0));
    return next.handle().pipe(tap(() => isForgotten && clear()));
  }
}
