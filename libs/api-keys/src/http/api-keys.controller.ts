import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { problems, type Origin } from '@countersign/kernel';
import {
  Answer,
  CanFail,
  CurrentPrincipal,
  Does,
  invalid,
  RequestOrigin,
  RequireFresh,
  success,
  type Principal,
} from '@countersign/web';
import { ApiKeys } from '../api-keys';
import { KnownScopes } from '../known-scopes';
import { ApiKeyAnswer, IssuedApiKeyAnswer } from './answers';
import { ChangeApiKeyDto, CreateApiKeyDto, RotateApiKeyDto } from './api-keys.dto';

/** What is no id is nobody's key. */
const KeyId = new ParseUUIDPipe({ exceptionFactory: () => problems.not_found() });

/** A user's own keys. Sessions only: a key makes no keys. */
@Controller('api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly knownScopes: KnownScopes,
  ) {}

  @Post()
  @Does('Makes an API key.')
  @RequireFresh()
  @Answer(201, IssuedApiKeyAnswer, 'The key, whose secret is shown this once.')
  @CanFail('too_many_api_keys')
  async create(@Body() input: CreateApiKeyDto, @CurrentPrincipal() { userId, user }: Principal, @RequestOrigin() origin: Origin) {
    this.knownScopes.check(input.scopes);
    this.keys.checkLimit(input, user);
    const issued = await this.keys.create(userId, { ...input, expiresAt: timeIn(input.expiresAt) }, origin);
    return success(issued, 'Keep the key: it is not shown again.');
  }

  @Get()
  @Does('Lists the API keys.')
  @Answer(200, ApiKeyAnswer, { description: 'The keys, revoked ones too, the newest first.', list: true })
  async list(@CurrentPrincipal() { userId }: Principal) {
    return success(await this.keys.list(userId));
  }

  @Get(':id')
  @Does('Shows an API key.')
  @Answer(200, ApiKeyAnswer, 'The key, without its secret.')
  @CanFail('not_found')
  async find(@Param('id', KeyId) id: string, @CurrentPrincipal() { userId }: Principal) {
    return success(await this.keys.find(userId, id));
  }

  @Patch(':id')
  @Does('Changes an API key.')
  @RequireFresh()
  @Answer(200, ApiKeyAnswer, 'The key as it is now.')
  @CanFail('not_found', 'api_key_revoked')
  async change(
    @Param('id', KeyId) id: string,
    @Body() input: ChangeApiKeyDto,
    @CurrentPrincipal() { userId, user }: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    this.knownScopes.check(input.scopes);
    this.keys.checkLimit(input, user);
    return success(await this.keys.change(userId, id, { ...input, expiresAt: timeIn(input.expiresAt) }, origin));
  }

  @Post(':id/rotate')
  @Does('Gives an API key a new secret.')
  @RequireFresh()
  @Answer(200, IssuedApiKeyAnswer, 'The same key with a new secret, which is shown this once.')
  @CanFail('not_found', 'api_key_revoked')
  async rotate(
    @Param('id', KeyId) id: string,
    @Body() { overlapSeconds = 0 }: RotateApiKeyDto,
    @CurrentPrincipal() { userId }: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return success(await this.keys.rotate(userId, id, overlapSeconds, origin), 'Keep the key: it is not shown again.');
  }

  @Post(':id/revoke')
  @Does('Revokes an API key.')
  @Answer(200, ApiKeyAnswer, 'The key is refused from now on.')
  @CanFail('not_found')
  async revoke(@Param('id', KeyId) id: string, @CurrentPrincipal() { userId }: Principal, @RequestOrigin() origin: Origin) {
    return success(await this.keys.revoke(userId, id, origin), 'The key is revoked.');
  }

  @Delete(':id')
  @Does('Revokes an API key and forgets it.')
  @Answer(200, null, 'The key is refused from now on, and forgotten.')
  @CanFail('not_found')
  async remove(@Param('id', KeyId) id: string, @CurrentPrincipal() { userId }: Principal, @RequestOrigin() origin: Origin) {
    await this.keys.remove(userId, id, origin);
    return success(undefined, 'The key is deleted.');
  }
}

/** The DTO has looked at its form; that it is a day of the calendar is seen here. */
function timeIn(text: string | null | undefined): Date | null | undefined {
  if (text === undefined || text === null) return text;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw invalid([{ pointer: '/expiresAt', detail: 'must be a time of the calendar' }]);
  return time;
}
