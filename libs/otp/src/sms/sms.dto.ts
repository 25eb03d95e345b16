import { IsString, MaxLength, ValidateBy } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';
import { Trimmed } from '../code.dto';
import { readPhoneNumber } from './phone-number';

const IsPhone = () =>
  ValidateBy({
    name: 'isPhoneNumber',
    validator: {
      validate: (value) => typeof value === 'string' && readPhoneNumber(value) !== null,
      defaultMessage: () => 'must be a phone number with its country code, such as +49 151 23456789',
    },
  });

export class SmsSetupDto {
  /** With its country code, as `+1 415 555 2671`; kept in the form of E.164. Default: the account's number, if an application gave one. */
  @MayBeLeftOut()
  @Trimmed()
  @IsString()
  @MaxLength(40)
  @IsPhone()
  readonly phoneNumber?: string;
}
