import { IsString, Length, ValidateIf } from 'class-validator';
import { BackupCode } from '../backup-code.dto';

/** One of the two names holds the code. */
export class VerifyBackupCodeDto {
  @IsString()
  @Length(1, 200)
  readonly tempToken: string;

  /** Twelve characters; case, spaces and dashes do not count. */
  @ValidateIf(({ code, backupCode }: VerifyBackupCodeDto) => code !== undefined || backupCode === undefined)
  @BackupCode()
  readonly code?: string;

  /** Another name for `code`. */
  @ValidateIf(({ backupCode }: VerifyBackupCodeDto) => backupCode !== undefined)
  @BackupCode()
  readonly backupCode?: string;
}
