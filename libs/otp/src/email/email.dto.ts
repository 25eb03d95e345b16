import { MaxLength } from 'class-validator';
import { IsMailbox } from '@countersign/accounts';
import { MayBeLeftOut } from '@countersign/web';
import { Trimmed } from '../code.dto';

export class EmailSetupDto {
  /** One mailbox; default: the account's address. */
  @MayBeLeftOut()
  @Trimmed()
  @IsMailbox()
  @MaxLength(254)
  readonly email?: string;
}
