import { IsObject, IsString, IsUUID, Length, ValidateIf } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** A code, or another factor's proof. */
class ProofDto {
  /** Short for `proof: { code }`. */
  @ValidateIf(({ proof, code }: ProofDto) => proof === undefined || code !== undefined)
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

/** Answers the question of a log-in. */
export class VerifyDto extends ProofDto {
  @IsString()
  @Length(1, 200)
  readonly tempToken: string;
}

/** Answers an application's question about its user, whom an API key names. */
export class VerifyUserDto extends ProofDto {
  /** Needed for a challenge with a purpose. Default: the newest one without that the user has open, if any. */
  @MayBeLeftOut()
  @IsUUID()
  readonly challengeId?: string;
}

/** Either of the two, for the documents. */
export class VerifyEitherDto extends VerifyUserDto {
  /** Of a log-in; left out with an API key. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  readonly tempToken?: string;
}
