import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { Nullable } from '@countersign/web';

class MethodChoiceAnswer {
  @IsUUID() readonly id: string;
  @IsString() readonly type: string;
  @Nullable() @IsString() readonly label: string | null;
  /** Where a code goes, masked. */
  @IsOptional() @IsString() readonly destination?: string;
  @IsBoolean() readonly isDefault: boolean;
}

/** The password was right; now the second factor. */
export class SecondFactorNeededAnswer {
  @IsIn([true]) readonly requiresTwoFactor: true;
  @IsIn([true]) readonly requires2FA: true;
  /** Opens /2fa/verify and nothing else. */
  @IsString() readonly tempToken: string;
  /** Seconds that the tempToken lives. */
  @IsInt() readonly expiresIn: number;
  @IsString({ each: true }) readonly availableMethods: string[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => MethodChoiceAnswer) readonly methods: MethodChoiceAnswer[];
  /** Whether a code has just been sent to the default method. */
  @IsBoolean() readonly codeSent: boolean;
  /** Where that code went, masked. */
  @IsOptional() @IsString() readonly destination?: string;
  /** Seconds until a code may be sent, where a sending limit is reached. */
  @IsOptional() @IsInt() readonly retryAfter?: number;
  /** The last code could not be delivered to the default method at all: choose another one. */
  @IsOptional() @IsIn([true]) readonly lastOneFailed?: true;
  @IsBoolean() readonly canTrustDevice: boolean;
}

/** The password was right, and a second factor has to be enrolled before anything else. */
export class EnrolmentRequiredAnswer {
  @IsIn([true]) readonly enrolmentRequired: true;
  /** A bearer for setup and verify-setup of a second factor, and for nothing else. */
  @IsString() readonly enrolmentToken: string;
  /** Seconds that the token lives. */
  @IsInt() readonly expiresIn: number;
  /** The kinds of factors that can be set up. */
  @IsString({ each: true }) readonly allowedTypes: string[];
}

/** A code was sent for a log-in. */
export class ResentCodeAnswer {
  @IsIn([true]) readonly codeSent: true;
  /** The kind of the method that it went to. */
  @IsString() readonly method: string;
  @IsUUID() readonly methodId: string;
  /** Masked. */
  @IsOptional() @IsString() readonly destination?: string;
  /** Seconds that the code is good. */
  @IsOptional() @IsInt() readonly expiresIn?: number;
  /** Seconds until another one may be sent. */
  @IsOptional() @IsInt() readonly retryAfter?: number;
  /** The last code could not be delivered to this method at all: choose another one. */
  @IsOptional() @IsIn([true]) readonly lastOneFailed?: true;
}

/** A code was asked for, to be shown within the session. */
export class StepUpAskedAnswer {
  @IsUUID() readonly challengeId: string;
  /** False: a sending limit is reached; a code that was sent before for this challenge stays good. */
  @IsBoolean() readonly codeSent: boolean;
  /** Masked. */
  @IsOptional() @IsString() readonly destination?: string;
  /** Seconds that the code is good. */
  @IsInt() readonly expiresIn: number;
  /** Seconds until another one may be sent. */
  @IsOptional() @IsInt() readonly retryAfter?: number;
  /** The last code could not be delivered to this method at all: choose another one. */
  @IsOptional() @IsIn([true]) readonly lastOneFailed?: true;
}

/** A user was asked for a second factor, for an application. */
export class AskedUserAnswer {
  @IsUUID() readonly challengeId: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => MethodChoiceAnswer) readonly methods: MethodChoiceAnswer[];
  /** False: the method shows its codes itself, or a sending limit is reached. */
  @IsBoolean() readonly codeSent: boolean;
  /** Where the code went, masked. */
  @IsOptional() @IsString() readonly destination?: string;
  /** Seconds that the challenge takes answers. */
  @IsInt() readonly expiresIn: number;
  /** Seconds until another code may be sent. */
  @IsOptional() @IsInt() readonly retryAfter?: number;
  /** The last code could not be delivered to this method at all: choose another one. */
  @IsOptional() @IsIn([true]) readonly lastOneFailed?: true;
}

/** What became of a question to a user. */
export class VerificationAnswer {
  @IsUUID() readonly challengeId: string;
  @IsUUID() readonly userId: string;
  @IsIn(['pending', 'approved', 'expired', 'exhausted', 'canceled']) readonly status: string;
  /** What the application asked it for. */
  @Nullable() @IsString() readonly purpose: string | null;
  @IsInt() readonly attemptsRemaining: number;
  @IsISO8601() readonly createdAt: string;
  @IsISO8601() readonly expiresAt: string;
}

/** The second factor was right, for an application. */
export class VerifiedUserAnswer {
  @IsIn([true]) readonly verified: true;
  /** The kind of factor. */
  @IsString() readonly method: string;
  @IsOptional() @IsUUID() readonly methodId?: string;
  /** RFC 8176. */
  @IsString({ each: true }) readonly amr: readonly string[];
}
