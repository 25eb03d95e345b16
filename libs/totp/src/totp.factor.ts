import { Injectable } from '@nestjs/common';
import { generateSecret, generateURI } from 'otplib';
import { toDataURL } from 'qrcode';
import type { EntityManager } from 'typeorm';
import { equalInConstantTime, Sealer, type SealBinding } from '@countersign/crypto';
import { SecondFactor, type Factor, type FactorRequest, type Matched, type MethodRef, type Rejected, type SetupOffer } from '@countersign/factors';
import { Clock } from '@countersign/kernel';
import { TotpEnrolmentGuard } from './enrolment.guard';
import { TotpNoStoreInterceptor } from './no-store.interceptor';
import { matchingStep, secondsToNextCode } from './totp-code';
import { TotpSecretRepository } from './totp-secret.repository';
import { TotpConfirmDto, TotpProofDto, TotpSetupAnswer, TotpSetupDto } from './totp.dto';
import { TotpIssuer } from './totp-issuer';

/** RFC 4226 §4 R6 recommends 160 bits, the length of HMAC-SHA-1's output. */
const SECRET_BYTES = 20;
const PURPOSE = 'totp.secret';

/** Codes of an authenticator app (RFC 6238). Six collaborators: the guard and the interceptor are the routes'. */
@Injectable()
@SecondFactor('totp')
export class TotpFactor implements Factor<TotpProofDto, TotpSetupDto, number> {
  readonly type = 'totp';
  readonly role = 'primary';
  /** RFC 8176 §2. */
  readonly assurance = { amr: ['otp'], phishingResistant: false, restricted: false };
  readonly guards: readonly [TotpEnrolmentGuard];
  readonly interceptors: readonly [TotpNoStoreInterceptor];

  constructor(
    private readonly secrets: TotpSecretRepository,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly issuer: TotpIssuer,
    enrolmentGuard: TotpEnrolmentGuard,
    noStore: TotpNoStoreInterceptor,
  ) {
    this.guards = [enrolmentGuard];
    this.interceptors = [noStore];
  }

  get setupDto() {
    return TotpSetupDto;
  }

  get proofDto() {
    return TotpProofDto;
  }

  get confirmDto() {
    return TotpConfirmDto;
  }

  get setupAnswer() {
    return TotpSetupAnswer;
  }

  async setUp(method: MethodRef, _input: TotpSetupDto, tx: EntityManager, { user }: FactorRequest): Promise<SetupOffer> {
    const secret = generateSecret({ length: SECRET_BYTES });
    const { id: methodId, userId } = method;
    const secretSealed = this.sealer.seal(PURPOSE, bindingOf(method), secret);
    await this.secrets.add(tx, { methodId, userId, secretSealed });
    const label = user.email ?? user.username ?? user.id;
    const otpauthUrl = generateURI({ issuer: this.issuer.name, label, secret });
    return { answer: { secret, otpauthUrl }, afterCommit: async () => ({ qrCode: await toDataURL(otpauthUrl) }) };
  }

  async check(method: MethodRef, { code, secret: shown }: TotpConfirmDto): Promise<Rejected | Matched<number>> {
    const stored = await this.secrets.find(method.id);
    if (!stored) return { outcome: 'rejected', reason: 'the method has no secret' };
    const secret = this.sealer.open(PURPOSE, bindingOf(method), stored.secretSealed);
    const isSameSecret = shown === undefined || equalInConstantTime(shown.toUpperCase(), secret);
    const now = this.clock.seconds();
    const step = matchingStep(secret, code, now);
    if (!isSameSecret) return { outcome: 'rejected', reason: 'the secret is not the pending one' };
    if (step === null) return { outcome: 'rejected', reason: 'no allowed time step has this code' };
    const { lastUsedStep } = stored;
    if (lastUsedStep === null || step > lastUsedStep) {
      return { outcome: 'matched', evidence: step, nextCodeInSeconds: secondsToNextCode(step, now) };
    }
    const alreadyUsed = { retryAfter: secondsToNextCode(lastUsedStep, now) };
    return { outcome: 'rejected', reason: 'the time step is spent', alreadyUsed };
  }

  async consume({ id }: MethodRef, step: number, tx: EntityManager): Promise<boolean> {
    return this.secrets.useStepOnce(tx, id, step);
  }

  async remove({ id }: MethodRef, tx: EntityManager): Promise<void> {
    await this.secrets.remove(tx, id);
  }
}

function bindingOf({ id, userId }: MethodRef): SealBinding {
  return { table: 'totp_secrets', column: 'secret_sealed', row: id, user: userId };
}
