import { Transform, Type } from 'class-transformer';
import { IsString, Length, Matches, MaxLength, ValidateNested } from 'class-validator';
import { IsMailbox } from '@countersign/accounts';
import { UserAnswer } from '@countersign/sessions';
import { MayBeLeftOut, Nullable } from '@countersign/web';
import { Trimmed } from '../trimmed';

/** Spaces, dashes, dots and brackets are how people write numbers. */
const Digits = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replace(/[\s().-]/g, '') : value));

/** A user of an application that keeps its own passwords. */
export class UpsertUserDto {
  /** What the application calls the user: 1 to 128 visible ASCII characters. */
  @IsString()
  @Length(1, 128)
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be visible ASCII characters without spaces' })
  readonly externalId: string;

  /** For codes and notices by mail. */
  @MayBeLeftOut()
  @Trimmed()
  @IsMailbox()
  @MaxLength(254)
  readonly email?: string;

  /** For codes by text message: E.164, as +14155552671. */
  @MayBeLeftOut()
  @Digits()
  @IsString()
  @Matches(/^\+[1-9][0-9]{6,14}$/, { message: 'must be a phone number with its country code, such as +49 151 23456789' })
  readonly phoneNumber?: string;
}

class UserOfApplicationAnswer extends UserAnswer {
  @Nullable() @IsString() readonly externalId: string | null;
  /** Masked. */
  @Nullable() @IsString() readonly phoneNumber: string | null;
}

export class UserOfApplicationAnswers {
  @ValidateNested() @Type(() => UserOfApplicationAnswer) readonly user: UserOfApplicationAnswer;
}
