import { IsObject, IsString, IsUUID, Length, ValidateIf } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** Answers the question of a log-in with a code, or with another factor's proof. */
export class VerifyDto {
  @IsString()
  @Length(1, 200)
  readonly tempToken: string;

  /** Short for `proof: { code }`. */
  @ValidateIf(({ proof, code }: VerifyDto) => proof === undefined || code !== undefined)
  @IsString({ message: 'must be a text; send code, or proof for a factor without codes' })
  @Length(1, 64)
  readonly code?: string;

  /** What the factor of the method asks for, where that is no code. */
  @MayBeLeftOut()
  @IsObject()
  readonly proof?: Record<string, unknown>;

  /** Default: the method that was last sent a code, else the account's default method. */
  @MayBeLeftOut()
  @IsUUID()
  readonly methodId?: string;
}
