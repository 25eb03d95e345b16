import { Injectable, type PipeTransform } from '@nestjs/common';
import { validateInput } from '@countersign/web';
import { TwilioStatusDto } from './twilio-status.dto';

/** The members that we read; Twilio may add others at any time. */
@Injectable()
export class TwilioStatusBody implements PipeTransform<Record<string, unknown> | undefined, Promise<TwilioStatusDto>> {
  transform({ MessageSid, MessageStatus, AccountSid, ErrorCode }: Record<string, unknown> = {}): Promise<TwilioStatusDto> {
    const error = ErrorCode === undefined ? {} : { ErrorCode };
    return validateInput(TwilioStatusDto, { MessageSid, MessageStatus, AccountSid, ...error });
  }
}

// A type apart from the class: the global pipe would refuse what the class does not name.
export type TwilioStatus = TwilioStatusDto;
