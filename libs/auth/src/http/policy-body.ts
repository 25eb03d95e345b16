import { Injectable, type PipeTransform } from '@nestjs/common';
import { ChallengePolicies } from '@countersign/factors';
import { joinedInput, validateInput } from '@countersign/web';
import { LogInDto } from './log-in.dto';
import { VerifyDto, VerifyUserDto } from './verify.dto';

/** The body of log-in: our own members, and those of the policies that may excuse the second factor (`deviceToken`). */
@Injectable()
export class LogInBody implements PipeTransform<unknown, Promise<LogInDto>> {
  constructor(private readonly policies: ChallengePolicies) {}

  transform(body: unknown): Promise<LogInDto> {
    return validateInput(joinedInput<LogInDto>([LogInDto, ...this.policies.loginClasses()]), body);
  }
}

/** The body of verify: that of a log-in or of an application, and the members of the policies (`trustDevice`, `deviceName`). */
@Injectable()
export class VerifyBody implements PipeTransform<unknown, Promise<VerifyInput>> {
  constructor(private readonly policies: ChallengePolicies) {}

  transform(body: unknown): Promise<VerifyInput> {
    const isOfLogIn = typeof body === 'object' && body !== null && 'tempToken' in body;
    const own = isOfLogIn ? VerifyDto : VerifyUserDto;
    return validateInput<VerifyInput>(joinedInput<VerifyInput>([own, ...this.policies.inputClasses()]), body);
  }
}

// Types apart from the classes: a handler's parameter of a class would be checked by the global pipe too, which knows no
// policy and would refuse their members.
export type LogInInput = LogInDto;
export type VerifyInput = VerifyDto | VerifyUserDto;
