import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsISO8601, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { Nullable } from '@countersign/web';

export class DeviceAnswer {
  @IsUUID() readonly id: string;
  @IsString() readonly deviceName: string;
  /** Where it was last used. */
  @Nullable() @IsString() readonly ipAddress: string | null;
  @Nullable() @IsString() readonly userAgent: string | null;
  @IsISO8601() readonly createdAt: string;
  @IsISO8601() readonly lastUsedAt: string;
  /** When it needs a code again, however often it is used. */
  @IsISO8601() readonly expiresAt: string;
  /** Whether it is the device that asks: its cookie or X-Device-Token came with the request. */
  @IsBoolean() readonly current: boolean;
}

export class DevicesAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => DeviceAnswer) readonly devices: DeviceAnswer[];
}

export class RenamedDeviceAnswer {
  @ValidateNested() @Type(() => DeviceAnswer) readonly device: DeviceAnswer;
}

export class VerifiedDeviceAnswer {
  @IsBoolean() readonly trusted: boolean;
  /** The token from now on, where the device is trusted: the one that was shown is spent. */
  @IsOptional() @IsString() readonly deviceToken?: string;
}

export class RemovedDevicesAnswer {
  @IsInt() readonly removedCount: number;
}
