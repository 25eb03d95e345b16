import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
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
  /** Seconds until a code may be sent, where a sending limit is reached. */
  @IsOptional() @IsInt() readonly retryAfter?: number;
  @IsBoolean() readonly canTrustDevice: boolean;
}
