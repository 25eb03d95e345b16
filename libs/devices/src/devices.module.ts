import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@countersign/audit';
import { CheckDevice } from './check-device';
import { DeviceTokens } from './device-tokens';
import './devices.limits';
import { ManageDevices } from './manage-devices';
import { TrustedDeviceToken } from './trusted-device-token.entity';
import { TrustedDevice } from './trusted-device.entity';
import { TrustedDevicePolicy } from './trusted-device.policy';
import { TrustedDeviceRepository } from './trusted-device.repository';

const offered = [CheckDevice, DeviceTokens, ManageDevices, TrustedDeviceRepository];

@Module({
  imports: [AuditModule, TypeOrmModule.forFeature([TrustedDevice, TrustedDeviceToken])],
  providers: [...offered, TrustedDevicePolicy],
  exports: offered,
})
export class DevicesModule {}
