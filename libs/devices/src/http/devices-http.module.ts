import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices.module';
import { DeviceOwnerGuard } from './device-owner.guard';
import { DevicesController } from './devices.controller';
import { TrustedDeviceInterceptor } from './trusted-device.interceptor';

@Module({
  imports: [DevicesModule],
  controllers: [DevicesController],
  providers: [DeviceOwnerGuard, TrustedDeviceInterceptor],
})
export class DevicesHttpModule {}
