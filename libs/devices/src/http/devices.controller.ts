import { Body, Controller, Delete, Get, Param, Patch, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { Answer, CanFail, CurrentPrincipal, Does, OnBehalf, RequestOrigin, RequireFresh, RequireScope, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import { ManageDevices } from '../manage-devices';
import { RenameDeviceDto } from '../trusted-device.dto';
import { DevicesAnswer, RemovedDevicesAnswer, RenamedDeviceAnswer } from './answers';
import { DeviceOwnerGuard } from './device-owner.guard';
import { RequestDevice, TrustedDeviceInterceptor } from './trusted-device.interceptor';
import type { DeviceInRequest } from './trusted-device.interceptor';

/** The devices that log in without a code. */
@Controller('2fa/devices')
@OnBehalf()
@UseInterceptors(TrustedDeviceInterceptor)
export class DevicesController {
  constructor(private readonly devices: ManageDevices) {}

  @Get()
  @RequireScope('2fa:read')
  @Does('Lists the trusted devices.')
  @Answer(200, DevicesAnswer, 'The trusted devices, the one used last first.')
  async list(@CurrentPrincipal() principal: Principal, @RequestDevice() { digest: shown }: DeviceInRequest) {
    return success({ devices: await this.devices.list({ principal, shown }) });
  }

  @Patch(':deviceId')
  @RequireScope('2fa:write')
  @Does('Renames a trusted device.')
  @UseGuards(DeviceOwnerGuard)
  @Answer(200, RenamedDeviceAnswer, 'The device as it is now.')
  @CanFail('validation_failed', 'not_found')
  async rename(
    @Param('deviceId') deviceId: string,
    @Body() { deviceName }: RenameDeviceDto,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @RequestDevice() { digest: shown }: DeviceInRequest,
  ) {
    return success({ device: await this.devices.rename({ principal, origin, shown }, deviceId, deviceName) });
  }

  @Delete(':deviceId')
  @RequireScope('2fa:write')
  @Does('Removes a trusted device.')
  @UseGuards(DeviceOwnerGuard)
  @Answer(200, null, 'The device needs a code again, from now on.')
  @CanFail('not_found')
  async remove(
    @Param('deviceId') deviceId: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @RequestDevice() device: DeviceInRequest,
  ) {
    const { hasRemovedCurrent } = await this.devices.remove({ principal, origin, shown: device.digest }, deviceId);
    if (hasRemovedCurrent) device.forget();
    return success(undefined, 'The device is trusted no more.');
  }

  @Delete()
  @RequireScope('2fa:write')
  @Does('Removes all trusted devices.')
  @RequireFresh()
  @Answer(200, RemovedDevicesAnswer, 'Every device needs a code again, from now on.')
  @CanFail('step_up_required')
  async removeAll(
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @RequestDevice() device: DeviceInRequest,
  ) {
    const { removedCount, hasRemovedCurrent } = await this.devices.removeAll({ principal, origin, shown: device.digest });
    if (hasRemovedCurrent) device.forget();
    return success({ removedCount });
  }
}
