import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { isId, problems } from '@countersign/kernel';
import { principalOf } from '@countersign/web';
import type { FastifyRequest } from 'fastify';
import { TrustedDeviceRepository } from '../trusted-device.repository';

/** Routes of one device are for its owner; for everybody else it is not there. Stands after the global guard. */
@Injectable()
export class DeviceOwnerGuard implements CanActivate {
  constructor(private readonly devices: TrustedDeviceRepository) {}

  /** @throws not_found */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { deviceId: string } }>>();
    const { deviceId } = request.params;
    const principal = principalOf(request);
    const isOwner = principal && isId(deviceId) && (await this.devices.isOwned(principal.userId, deviceId));
    if (!isOwner) throw problems.not_found();
    return true;
  }
}
