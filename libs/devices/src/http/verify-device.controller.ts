import { Body, Controller, Post } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { Answer, CurrentPrincipal, Does, KeyOnly, OnBehalf, RequestOrigin, RequireScope, success, type Principal } from '@countersign/web';
import { CheckDevice } from '../check-device';
import { VerifyDeviceDto } from '../trusted-device.dto';
import { VerifiedDeviceAnswer } from './answers';

/** For an application that keeps its own passwords, before it asks for a code. */
@Controller('2fa/devices')
export class VerifyDeviceController {
  constructor(private readonly checkDevice: CheckDevice) {}

  @Post('verify')
  @Does('Tells whether a device token excuses the second factor, and gives its successor.')
  @KeyOnly()
  @RequireScope('2fa:verify')
  @OnBehalf()
  @Answer(200, VerifiedDeviceAnswer, 'Trusted or not; an unknown, expired or used-up token is not.')
  async verify(@Body() { deviceToken }: VerifyDeviceDto, @CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    return success(await this.checkDevice.check(principal, deviceToken, origin));
  }
}
