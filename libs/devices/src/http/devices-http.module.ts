import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices.module';
import { DeviceOwnerGuard } from './device-owner.guard';
import { DevicesController } from './devices.controller';
import { TrustedDeviceInterceptor } from './trusted-device.interceptor';
import { VerifyDeviceController } from './verify-device.controller';

@Module({
  imports: [DevicesModule],
  controllers: [VerifyDeviceController, DevicesController],
  providers: [DeviceOwnerGuard, TrustedDeviceInterceptor],
})
export class DevicesHttpModule {}
