import { Type } from 'class-transformer';
import { Equals, IsArray, IsBoolean, IsInt, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';

/** RFC 7517 §4, RFC 7518 §6.2.1. */
class KeyAnswer {
  @Equals('EC') readonly kty: 'EC';
  @Equals('P-256') readonly crv: 'P-256';
  @IsString() readonly x: string;
  @IsString() readonly y: string;
  /** The thumbprint of the key (RFC 7638). */
  @IsString() readonly kid: string;
  @Equals('ES256') readonly alg: 'ES256';
  @Equals('sig') readonly use: 'sig';
}

export class KeySetAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => KeyAnswer) readonly keys: readonly KeyAnswer[];
}

/** RFC 7662 §2.2; all but `active` only of a token that is good. */
export class IntrospectionAnswer {
  @IsBoolean() readonly active: boolean;
  @IsOptional() @IsString() readonly token_type?: string;
  @IsOptional() @IsString() readonly iss?: string;
  @IsOptional() @IsString() readonly aud?: string;
  @IsOptional() @IsUUID() readonly sub?: string;
  @IsOptional() @IsString() readonly username?: string;
  @IsOptional() @IsInt() readonly exp?: number;
  @IsOptional() @IsInt() readonly iat?: number;
  @IsOptional() @IsUUID() readonly jti?: string;
  /** The session. */
  @IsOptional() @IsUUID() readonly sid?: string;
  /** How strong the session is now, which may be more than the token says. */
  @IsOptional() @IsString() readonly acr?: string;
  @IsOptional() @IsString({ each: true }) readonly amr?: readonly string[];
  @IsOptional() @IsInt() readonly auth_time?: number;
}
