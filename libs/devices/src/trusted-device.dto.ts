import { Transform } from 'class-transformer';
import { IsBoolean, IsString, IsUUID, Length } from 'class-validator';
import { cleanDeviceName, MayBeLeftOut } from '@countersign/web';

/** Whatever is no text stays what it is, to be refused. */
const CleanName = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? cleanDeviceName(value) : value));

export class DeviceLogInDto {
  /** The token of a trusted device, for clients without a cookie jar; X-Device-Token says the same. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  readonly deviceToken?: string;
}

export class VerifyDeviceDto {
  /** As `POST /2fa/verify` or the last call of this route answered it. */
  @IsString()
  @Length(1, 200)
  readonly deviceToken: string;
}

export class TrustDeviceDto {
  /** Whether this device logs in without a code from now on. A backup code makes no device trusted. */
  @MayBeLeftOut()
  @IsBoolean()
  readonly trustDevice?: boolean;

  /** Cut at 64 characters; left out or empty: browser and system. */
  @MayBeLeftOut()
  @CleanName()
  @IsString()
  readonly deviceName?: string;
}

export class DeviceTrustedAnswer {
  /** The device's token from now on: the one before is spent. Not in the body when it came, and went back, in the cookie. */
  @MayBeLeftOut() @IsString() readonly deviceToken?: string;
  /** Of a device that was trusted just now. */
  @MayBeLeftOut() @IsUUID() readonly deviceId?: string;
}

export class RenameDeviceDto {
  /** Cut at 64 characters. */
  @CleanName()
  @IsString()
  @Length(1)
  readonly deviceName: string;
}
