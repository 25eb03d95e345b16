import { Body, Controller, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { policyClasses } from '@countersign/factors';
import type { Origin } from '@countersign/kernel';
import { SignedIn, SignedInAnswer, TokenDeliveryInterceptor } from '@countersign/sessions';
import { Accepts, AddressLimit, Answer, AnswersToo, CanFail, Does, Public, RequestOrigin, success } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogIn, type Login } from '../log-in';
import { RegisterUser } from '../register-user';
import { EnrolmentRequiredAnswer, SecondFactorNeededAnswer } from './answers';
import { LogInDto } from './log-in.dto';
import { LogInBody } from './policy-body';
import type { LogInInput } from './policy-body';
import { PolicyExchange } from './policy-exchange';
import { RegisterDto } from './register.dto';

@Controller('auth')
@UseInterceptors(TokenDeliveryInterceptor)
export class AuthController {
  constructor(
    private readonly registerUser: RegisterUser,
    private readonly logIn: LogIn,
    private readonly exchange: PolicyExchange,
  ) {}

  @Post('register')
  @Does('Registers a user and signs them in.')
  @Public()
  @AddressLimit('register', 'REGISTER_RATE_LIMIT_MAX')
  @Answer(201, SignedInAnswer, 'The account was made and its owner is signed in.')
  @Answer(201, EnrolmentRequiredAnswer, 'With REQUIRE_2FA=all and no grace: the account was made; enrol a second factor first.')
  @Answer(202, null, 'With REQUIRE_EMAIL_VERIFICATION=true or REVEAL_ACCOUNT_EXISTS=false: the mail says how to go on, whoever has the address.')
  @CanFail('validation_failed', 'email_taken', 'username_taken', 'service_unavailable')
  async register(@Body() body: RegisterDto, @RequestOrigin() origin: Origin, @Res({ passthrough: true }) reply: FastifyReply) {
    const started = await this.registerUser.register(body, origin);
    if (started && 'enrolment' in started) return success(started.enrolment);
    if (started) return new SignedIn(started.user, started.issued, deadlineIn(started));
    void reply.status(202);
    return success(undefined, 'A mail with a link is on its way. Open it, then log in.');
  }

  @Post('login')
  @Does('Logs in by password: a session, or the question for a second factor.')
  @Public()
  @Accepts((providers) => [LogInDto, ...policyClasses(providers, 'loginDto')])
  @AnswersToo(SignedInAnswer, (providers) => policyClasses(providers, 'answerDto'))
  @Answer(200, SignedInAnswer, 'Signed in: the account has no second factor, or a trusted device excused it.')
  @Answer(200, SecondFactorNeededAnswer, 'The password was right; answer with POST /2fa/verify.')
  @Answer(200, EnrolmentRequiredAnswer, 'The password was right, and REQUIRE_2FA wants a second factor: enrol one first, with the token.')
  @CanFail('validation_failed', 'invalid_credentials', 'email_not_verified', 'too_many_requests', 'service_unavailable')
  async login(@Body(LogInBody) body: LogInInput, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const outcome = await this.logIn.logIn({ ...nameIn(body), request: this.exchange.requestOf(request, body) });
    if ('needed' in outcome) return success(outcome.needed);
    this.exchange.setCookies(reply, outcome.addition);
    return new SignedIn(outcome.user, outcome.issued, { ...deadlineIn(outcome), ...outcome.addition.data });
  }
}

/** By when REQUIRE_2FA wants a second factor. */
function deadlineIn({ enrolmentDeadline }: { readonly enrolmentDeadline?: Date }): object {
  return enrolmentDeadline ? { enrolmentDeadline: enrolmentDeadline.toISOString() } : {};
}

/** The DTO makes sure that one of the three is there. */
function nameIn({ emailOrUsername, email, username = '', password }: LogInInput): Omit<Login, 'request'> {
  if (emailOrUsername !== undefined) return { identifier: emailOrUsername, kind: 'any', password };
  if (email !== undefined) return { identifier: email, kind: 'email', password };
  return { identifier: username, kind: 'username', password };
}
