import { IsArray, IsBoolean, IsEmail, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { Nullable } from '@countersign/web';

/** The account, as it is shown to its owner. */
export class UserAnswer {
  @IsUUID() readonly id: string;
  @Nullable() @IsEmail() readonly email: string | null;
  @Nullable() @IsString() readonly username: string | null;
  @IsBoolean() readonly emailVerified: boolean;
  @IsBoolean() readonly twoFactorEnabled: boolean;
  @IsIn(['user', 'admin']) readonly role: 'user' | 'admin';
  @IsBoolean() readonly isActive: boolean;
  @IsISO8601() readonly createdAt: string;
  @IsISO8601() readonly updatedAt: string;
}

/** A new access token of a session that stands. */
export class AccessTokenAnswer {
  @IsString() readonly accessToken: string;
  @IsIn(['Bearer']) readonly tokenType: 'Bearer';
  /** Seconds. */
  @IsInt() readonly expiresIn: number;
}

/** New tokens of a session that stands. */
export class TokensAnswer extends AccessTokenAnswer {
  /** Only where the client wants it in the body. */
  @IsOptional() @IsString() readonly refreshToken?: string;
}

export class SignedInAnswer extends TokensAnswer {
  /** REQUIRE_2FA wants a second factor by then. */
  @IsOptional() @IsISO8601() readonly enrolmentDeadline?: string;
  /** The password has to be changed before anything else. */
  @IsOptional() @IsIn([true]) readonly passwordChangeRequired?: true;
  @ValidateNested() @Type(() => UserAnswer) readonly user: UserAnswer;
}

export class MeAnswer {
  @ValidateNested() @Type(() => UserAnswer) readonly user: UserAnswer;
}

export class SessionAnswer {
  @IsUUID() readonly id: string;
  /** The session that asks. */
  @IsBoolean() readonly current: boolean;
  @Nullable() @IsString() readonly ipAddress: string | null;
  @Nullable() @IsString() readonly userAgent: string | null;
  @Nullable() @IsString() readonly deviceName: string | null;
  @IsISO8601() readonly createdAt: string;
  @IsISO8601() readonly lastUsedAt: string;
  /** When it ends unless it is refreshed. */
  @IsISO8601() readonly expiresAt: string;
  @IsString({ each: true }) readonly amr: string[];
}

export class SessionsAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => SessionAnswer) readonly sessions: SessionAnswer[];
}

export class RevokedAnswer {
  @IsInt() readonly revokedCount: number;
}
