import { IntersectionType, PartialType } from '@nestjs/mapped-types';
import { Type } from 'class-transformer';
import { Equals, IsArray, IsBoolean, IsInt, IsISO8601, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { TokensAnswer, UserAnswer } from '@countersign/sessions';
import { Nullable } from '@countersign/web';

/** A method in lists. */
export class MethodAnswer {
  @IsUUID() readonly id: string;
  /** The kind of factor, as in its routes. */
  @IsString() readonly type: string;
  @Nullable() @IsString() readonly label: string | null;
  /** Where codes go, masked; for factors that send to a phone. */
  @IsOptional() @IsString() readonly phoneNumber?: string;
  /** Where codes go, masked; for factors that send to an address. */
  @IsOptional() @IsString() readonly email?: string;
  @IsBoolean() readonly isDefault: boolean;
  @Nullable() @IsISO8601() readonly verifiedAt: string | null;
  @Nullable() @IsISO8601() readonly lastUsedAt: string | null;
  @IsISO8601() readonly createdAt: string;
}

export class MethodsAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => MethodAnswer) readonly methods: MethodAnswer[];
}

export class ChangedMethodAnswer {
  @ValidateNested() @Type(() => MethodAnswer) readonly method: MethodAnswer;
}

export class RemovedMethodAnswer {
  /** False once the last method is gone. */
  @IsBoolean() readonly twoFactorEnabled: boolean;
}

/** What every setup answers beside the factor's own members. */
export class SetupAnswer {
  @IsUUID() readonly methodId: string;
  /** Seconds for which the method can be confirmed. */
  @IsInt() readonly expiresIn: number;
}

/** Only where an enrolment token asked: a whole session, as after a log-in. */
class MaybeSignedIn extends PartialType(TokensAnswer) {
  @IsOptional() @ValidateNested() @Type(() => UserAnswer) readonly user?: UserAnswer;
  /** The password has to be changed before anything else. */
  @IsOptional() @Equals(true) readonly passwordChangeRequired?: true;
}

export class ConfirmedAnswer extends IntersectionType(ChangedMethodAnswer, MaybeSignedIn) {
  @Equals(true) readonly twoFactorEnabled: true;
  /** The code that confirmed is spent: seconds until the next one. */
  @IsOptional() @IsInt() readonly nextCodeInSeconds?: number;
}
