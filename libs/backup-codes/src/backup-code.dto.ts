import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, Matches } from 'class-validator';
import { CODE_LENGTH } from './new-codes';

/** Crockford's base 32 is made to be read by people: what looks alike is the same. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** A backup code as people type it: any case, spaces and dashes, and letters that look like digits. */
export const BackupCode = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? asPrinted(value) : value)),
    IsString(),
    Matches(new RegExp(`^[0-9A-HJKMNP-TV-Z]{${CODE_LENGTH}}$`), { message: `must be the ${CODE_LENGTH} characters of a backup code` }),
  );

export class BackupCodeProofDto {
  /** Twelve characters; case, spaces and dashes do not count. */
  @BackupCode()
  readonly code: string;
}

function asPrinted(text: string): string {
  const bare = text.replace(/[\s\p{Pd}]/gu, '').toUpperCase();
  return bare.replace(/[OIL]/g, (letter) => LOOK_ALIKES[letter] ?? letter);
}
