import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsInt, IsString } from 'class-validator';
import { SignedInAnswer } from '@countersign/sessions';
import { CODES_IN_A_SET } from '../new-codes';

export class SignedInByBackupCodeAnswer extends SignedInAnswer {
  /** Backup codes that are left. */
  @IsInt() readonly remaining: number;
  /** Three or fewer are left: time to make new ones. */
  @IsBoolean() readonly lowBackupCodes: boolean;
}

export class BackupCodeCountAnswer {
  /** As `remaining`. */
  @IsInt() readonly count: number;
  /** Codes that were not used. */
  @IsInt() readonly remaining: number;
  /** Codes of the set; 0 while two-factor authentication is off. */
  @IsInt() readonly total: number;
}

export class BackupCodesAnswer {
  /** Shown once. */
  @IsArray()
  @ArrayMinSize(CODES_IN_A_SET)
  @ArrayMaxSize(CODES_IN_A_SET)
  @IsString({ each: true })
  readonly backupCodes: string[];
}
