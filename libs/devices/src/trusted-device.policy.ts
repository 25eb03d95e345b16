import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { ChallengePolicy, type AnsweredContext, type FoundByPolicy, type PolicyAnswer, type PolicyRequest } from '@countersign/factors';
import { newId, userSideOf, type Origin } from '@countersign/kernel';
import { deviceNameOf } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { DeviceTokens, type ShownToken } from './device-tokens';
import { deviceEvents } from './devices.events';
import { DeviceLogInDto, DeviceTrustedAnswer, TrustDeviceDto } from './trusted-device.dto';
import { TrustedDeviceRepository } from './trusted-device.repository';

interface FoundDevice extends FoundByPolicy, ShownToken {
  readonly userId: string;
  readonly origin: Origin;
}

/**
 * A trusted device logs in without a second factor. Its token is spent by each use and followed by another; a spent one that
 * comes back after the grace was copied, or its owner's was.
 */
@Injectable()
@ChallengePolicy()
export class TrustedDevicePolicy implements ChallengePolicy<FoundDevice> {
  readonly name = 'trusted-device';
  readonly offers = { canTrustDevice: true };

  constructor(
    private readonly devices: TrustedDeviceRepository,
    private readonly tokens: DeviceTokens,
    private readonly audit: AuditTrail,
  ) {}

  get loginDto() {
    return DeviceLogInDto;
  }

  get inputDto() {
    return TrustDeviceDto;
  }

  get answerDto() {
    return DeviceTrustedAnswer;
  }

  /** Whether a spent token came in time is judged here, when it was shown: log-ins wait for their hash. */
  async recognise(userId: string, request: PolicyRequest): Promise<FoundDevice | null> {
    const shown = this.tokens.shownBy(request, userId);
    const device = shown && (await this.devices.find({ userId, digest: shown.digest }));
    if (!device) return null;
    return { ...shown, userId, origin: request.origin, bucketKey: device.isUsedUp ? null : device.id };
  }

  async excuse(found: FoundDevice, tx: EntityManager): Promise<PolicyAnswer | null> {
    if (found.bucketKey === null) return this.suspectTheft(found, tx);
    const { token, digest } = this.tokens.successor(found.token);
    const device = (await this.devices.rotateOnce(tx, found, digest, userSideOf(found.origin))) ?? (await this.devices.find(found, tx));
    if (!device) return null;
    const { deviceName, secondsLeft } = device;
    if (!found.isInCookie) return { deviceName, data: { deviceToken: token } };
    return { deviceName, cookies: [this.tokens.cookie(found.userId, token, secondsLeft)] };
  }

  /** A recovery factor's proof makes no device: it stands for a second factor that is lost. */
  async answered({ user, sessionId, factorRole, request }: AnsweredContext, tx: EntityManager): Promise<PolicyAnswer> {
    const { trustDevice = false, deviceName } = request.body as TrustDeviceDto;
    if (!trustDevice || factorRole === 'recovery') return { deviceName };
    const { origin, headers } = request;
    const { token, digest } = this.tokens.issue();
    const device = { id: newId(), user, origin, digest, deviceName: deviceName || deviceNameOf(userSideOf(origin).userAgent) };
    const { secondsLeft, pushedOut } = await this.devices.add(tx, device);
    const about = { userId: user.id, sessionId };
    const reason = 'more devices than DEVICE_MAX_PER_USER';
    const revoked = pushedOut > 0 ? [deviceEvents['device.revoked']({ ...about, reason, data: { revokedCount: pushedOut } })] : [];
    await this.audit.record(tx, origin, [...revoked, deviceEvents['device.trusted']({ ...about, data: { deviceId: device.id } })]);
    const hasCookieJar = headers['x-token-delivery'] !== 'body';
    const cookies = hasCookieJar ? [this.tokens.cookie(user.id, token, secondsLeft)] : [];
    return { deviceName, data: { deviceToken: token, deviceId: device.id }, cookies };
  }

  /** Which of the two is the thief's cannot be told, so neither is trusted any more: RFC 9700 §4.14.2 says so of refresh tokens. */
  private async suspectTheft(found: FoundDevice, tx: EntityManager): Promise<null> {
    const { userId, origin } = found;
    const deviceId = await this.devices.removeByUsedUp(tx, found);
    if (deviceId) await this.audit.record(tx, origin, deviceEvents['device.theft_suspected']({ userId, data: { deviceId } }));
    return null;
  }
}
