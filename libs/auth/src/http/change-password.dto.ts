import { IsString, Length } from 'class-validator';

export class ChangePasswordDto {
  @IsString()
  @Length(1, 1024)
  readonly currentPassword: string;

  /** 8 to 128 characters, not a common one, and not your own name or address. */
  @IsString()
  readonly newPassword: string;
}
