import { Body, Controller, Get, Injectable, Param, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsString, Matches, ValidateNested } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '@countersign/kernel';
import { problems } from '@countersign/kernel';
import { currentWaits } from '@countersign/observability';
import { CredentialSource, type CredentialReader } from '../access/credential-reader';
import {
  AcceptsForm,
  AddressLimit,
  AllowEnrolment,
  KeyOnly,
  OnBehalf,
  Public,
  RequireAdmin,
  RequireFresh,
  RequireScope,
} from '../decorators/access';
import { Answer } from '../decorators/docs';
import { CurrentPrincipal, RequestOrigin } from '../decorators/parameters';
import type { Principal } from '../decorators/principal';
import { MayBeLeftOut } from '../input/may-be-left-out';
import { success } from '../success';

const TIME = new Date('2026-01-01T00:00:00Z');

/** A principal from a header: `X-Session: {"aal":1}` or `X-Key: {"scopes":["2fa:read"]}`, members over the defaults. */
function principalFrom(text: string, via: Principal['via']): Principal {
  if (text === 'expired') throw problems.invalid_token({}, { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } });
  const { user, ...rest } = JSON.parse(text) as Partial<Principal>;
  const facts = {
    id: 'u1',
    email: 'a@b.test',
    username: 'a',
    role: 'user' as const,
    isActive: true,
    emailVerified: true,
    twoFactorEnabled: false,
    trustEpoch: 0,
    createdAt: TIME,
    updatedAt: TIME,
    ...user,
  };
  return { userId: facts.id, via, user: facts, ...rest };
}

@Injectable()
@CredentialSource()
export class SessionHeader implements CredentialReader {
  readonly name = 'session';
  readonly via = 'session';
  recognises = ({ headers }: FastifyRequest) => 'x-session' in headers;
  read = async ({ headers }: FastifyRequest) => principalFrom(String(headers['x-session']), 'session');
}

@Injectable()
@CredentialSource()
export class KeyHeader implements CredentialReader {
  readonly name = 'key';
  readonly via = 'key';
  recognises = ({ headers }: FastifyRequest) => 'x-key' in headers;
  hasOwnLimit = this.recognises;
  read = async ({ headers }: FastifyRequest) => {
    if (headers['x-key'] === 'unread') throw problems.service_unavailable({}, { retryAfterSeconds: 1 });
    const principal = principalFrom(String(headers['x-key']), 'key');
    const { id: ownerId, role } = principal.user;
    const counted = { name: 'key', limit: 1000, windowSeconds: 3600, used: 1, resetSeconds: 3600 };
    return { key: { id: 'k1', ownerId, isAdmin: role === 'admin' }, counted, ...principal };
  };
  actFor = async (principal: Principal, userId: string) => {
    if (!principal.key?.isAdmin) throw problems.forbidden();
    return { ...principal, userId, user: { ...principal.user, id: userId, role: 'user' as const } };
  };
}

class Inner {
  @IsInt()
  readonly count: number;
}

export class SampleDto {
  @Matches(/^\d{6}$/, { message: 'code must be 6 digits' })
  readonly code: string;

  @MayBeLeftOut()
  @IsString()
  readonly label?: string;

  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => Inner)
  readonly inner?: Inner;
}

class PageDto {
  @MayBeLeftOut()
  @IsString()
  readonly cursor?: string;
}

class NothingDto {
  @MayBeLeftOut()
  @IsString()
  readonly note?: string;
}

@Controller('sample')
export class SampleController {
  @Get('closed')
  closed(@CurrentPrincipal() principal: Principal) {
    return success({ userId: principal.userId });
  }

  @Get('fresh')
  @RequireFresh()
  fresh() {
    return success({});
  }

  @Post('fresh-for')
  @RequireFresh()
  @RequireScope('2fa:write')
  @OnBehalf()
  freshFor(@Body() body: NothingDto, @CurrentPrincipal() { userId }: Principal, @RequestOrigin() { keyId, claimed }: Origin) {
    return success({ userId, note: body.note, keyId, claimed });
  }

  @Get('on-behalf')
  @RequireScope('2fa:read')
  @OnBehalf()
  onBehalf(@CurrentPrincipal() { userId }: Principal, @Query() query: PageDto) {
    return success({ userId, query });
  }

  @Post('open-to-keys')
  @Public()
  @RequireScope('2fa:verify')
  openToKeys(@CurrentPrincipal() principal: Principal | undefined) {
    return success({ via: principal?.via });
  }

  @Get('admin')
  @RequireAdmin()
  admin() {
    return success({});
  }

  @Get('scoped')
  @RequireScope('2fa:read', 'user:read')
  scoped() {
    return success({});
  }

  @Get('keys')
  @KeyOnly()
  keys() {
    return success({});
  }

  @Get('enrol')
  @AllowEnrolment()
  enrol() {
    return success({});
  }

  @Post('checked')
  @Public()
  @Answer(200)
  checked(@Body() body: SampleDto) {
    return success({ isInstance: body instanceof SampleDto, code: body.code });
  }

  @Post('empty')
  @Public()
  @Answer(202)
  empty(@Body() body: NothingDto) {
    return success({ body });
  }

  @Post('form')
  @Public()
  @AcceptsForm()
  @Answer(200)
  form(@Body() body: NothingDto) {
    return success({ body });
  }

  @Get('page')
  @Public()
  page(@Query() page: PageDto) {
    return success(page);
  }

  @Get('items/:id')
  @Public()
  item(@Param('id') id: string, @RequestOrigin() origin: Origin) {
    return success({ id, origin });
  }

  @Post('limited')
  @Public()
  @AddressLimit('register', 'REGISTER_RATE_LIMIT_MAX')
  limited() {
    return success({});
  }

  @Get('slow')
  @Public()
  async slow(@Query('ms') ms: string) {
    const wait = currentWaits()?.of('sample');
    wait?.begin();
    await new Promise((resolve) => setTimeout(resolve, Number(ms)));
    wait?.end();
    return success({ done: true });
  }

  @Post('slow')
  @Public()
  async slowPost(@Body() { note }: NothingDto) {
    return this.slow(note ?? '0');
  }

  @Get('broken')
  @Public()
  broken(): never {
    throw Object.assign(new Error('secret detail'), { parameters: ['canary'] });
  }

  @Get('unavailable')
  @Public()
  unavailable(): never {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
  }
}
