import { Type } from 'class-transformer';
import { IsArray, IsISO8601, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

export class InboxQuery {
  /** Only messages to this address or number; letter case does not count. */
  @MayBeLeftOut() @IsString() @MaxLength(320) readonly to?: string;
}

export class InboxMessage {
  @IsUUID() readonly id: string;
  /** `email`, `sms` … */
  @IsString() readonly channel: string;
  @IsString() readonly to: string;
  @MayBeLeftOut() @IsString() readonly subject?: string;
  @IsString() readonly text: string;
  @MayBeLeftOut() @IsString() readonly html?: string;
  @IsISO8601() readonly createdAt: string;
}

export class InboxAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => InboxMessage) readonly messages: InboxMessage[];
}
