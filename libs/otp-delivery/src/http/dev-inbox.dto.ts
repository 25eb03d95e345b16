import { Type } from 'class-transformer';
import { IsArray, IsISO8601, IsOptional, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';

export class InboxQuery {
  /** Only messages to this address or number; letter case does not count. */
  @IsOptional() @IsString() @MaxLength(320) readonly to?: string;
}

export class InboxMessage {
  @IsUUID() readonly id: string;
  /** `email`, `sms` … */
  @IsString() readonly channel: string;
  @IsString() readonly to: string;
  @IsOptional() @IsString() readonly subject?: string;
  @IsString() readonly text: string;
  @IsOptional() @IsString() readonly html?: string;
  @IsISO8601() readonly createdAt: string;
}

export class InboxAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => InboxMessage) readonly messages: InboxMessage[];
}
