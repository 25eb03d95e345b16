import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsString, IsUUID, Matches } from 'class-validator';

/** Spaces and dashes do not count. Whatever is no text stays what it is, to be refused. */
const Compact = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replace(/[\s-]/g, '') : value));

/** Spaces around are a slip of the keyboard. */
export const Trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

export class CodeProofDto {
  /** The six digits of the newest code; spaces and dashes are dropped. */
  @Compact()
  @IsString()
  @Matches(/^[0-9]{6}$/, { message: 'must be 6 digits' })
  readonly code: string;
}

export class CodeSetupAnswer {
  @IsUUID() readonly methodId: string;
  /** Where the code went, masked. */
  @IsString() readonly destination: string;
  @IsBoolean() readonly codeSent: boolean;
  /** Seconds that the code is good. */
  @IsInt() readonly expiresIn: number;
}
