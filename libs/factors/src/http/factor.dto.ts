import { Transform } from 'class-transformer';
import { IsIn, IsString, IsUUID, Length, Matches } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** Spaces around a label are a slip of the keyboard. Whatever is no text stays what it is, to be refused. */
const Trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** No control characters: a label is printed into mails and lists. */
const PRINTABLE = /^\P{C}*$/u;

/** What every setup takes beside the factor's own members. */
export class SetUpDto {
  @MayBeLeftOut()
  @Trimmed()
  @IsString()
  @Length(1, 64)
  @Matches(PRINTABLE, { message: 'must hold printable characters only' })
  readonly label?: string;
}

/** What every verify-setup takes beside the proof. */
export class ConfirmDto {
  /** As setup answered it; without it, the method that this session set up last. */
  @MayBeLeftOut()
  @IsUUID()
  readonly methodId?: string;
}

export class ChangeMethodDto extends SetUpDto {
  /** Only `true`: to unset a default, make another method the default. */
  @MayBeLeftOut()
  @IsIn([true], { message: 'must be true: make another method the default instead' })
  readonly isDefault?: true;
}
