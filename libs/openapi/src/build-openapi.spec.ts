import { Body, Controller, Delete, Get, Injectable, Module, Param, Post, Query, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Type as Nested } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsEmail, IsIn, IsInt, IsISO8601, IsString } from 'class-validator';
import { IsUUID, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { Accepts, AddressLimit, Answer, AnswersToo, CanFail, ExpandPath, MayBeLeftOut, Nullable, OnBehalf } from '@countersign/web';
import { Public, RequireFresh, RequireScope, Unlimited } from '@countersign/web';
import { buildOpenApi } from './build-openapi';
import type { OpenApiDocument } from './document.types';
import { expectAnswer } from './testing/expect-answer';

class ItemView {
  @IsUUID()
  id: string;

  @Nullable()
  @IsISO8601()
  lastUsedAt: string | null;
}

class ListAnswer {
  @IsArray()
  @ValidateNested({ each: true })
  @Nested(() => ItemView)
  items: ItemView[];
}

class OtherAnswer {
  @IsBoolean()
  isOther: boolean;
}

class LogInDto {
  @IsEmail()
  email: string;

  @Matches(/^[a-z]{3,32}$/i)
  name: string;

  @MayBeLeftOut()
  @IsString()
  @Length(1, 60)
  label?: string;

  @IsArray()
  @ArrayMaxSize(4)
  @IsIn(['a', 'b'], { each: true })
  kinds: string[];
}

class ExtraDto {
  @MayBeLeftOut()
  @IsBoolean()
  trust?: boolean;
}

class PageDto {
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

@Injectable()
class PluginProvider {
  static readonly kind = 'planted';
}

const kindsAmong = (providers: readonly Type[]) =>
  providers.flatMap((type) => ('kind' in type ? { value: String(type.kind), body: [LogInDto] } : []));

@Controller('sample')
class SampleController {
  @Get()
  @Answer(200, ListAnswer, 'All items.')
  @CanFail('not_found')
  list(@Query() _page: PageDto) {}

  @Public()
  @AddressLimit('register', 'REGISTER_RATE_LIMIT_MAX')
  @Post('log-in')
  @Answer(200, ListAnswer, 'Signed in.')
  @Answer(200, OtherAnswer, 'Half signed in.')
  @AnswersToo(OtherAnswer, (providers) => (providers.includes(PluginProvider) ? [ExtraDto] : []))
  logIn(@Body() _input: LogInDto) {}

  @RequireFresh()
  @RequireScope('user:write')
  @OnBehalf()
  @Delete(':id')
  @Answer(200, null, 'Gone.')
  remove(@Param('id') _id: string) {}

  @Unlimited()
  @Post('joined')
  @Accepts([LogInDto, ExtraDto])
  @Answer(200, OtherAnswer, { bare: true })
  joined(@Body() _input: object) {}

  @Post(':kind/setup')
  @ExpandPath('kind', kindsAmong)
  @Answer(200, OtherAnswer, 'Set up.')
  setUp(@Param('kind') _kind: string, @Body() _input: object) {}
}

class SilentDto {
  unsaid: string;
}

@Controller('silent')
class SilentController {
  @Post()
  @CanFail('no_such_problem')
  forgotten(@Body() _input: SilentDto) {}
}

@Module({ controllers: [SampleController], providers: [PluginProvider] })
class SampleModule {}

@Module({ controllers: [SilentController] })
class SilentModule {}

async function documentOf(module: Type, preview: boolean): Promise<OpenApiDocument> {
  const app = await NestFactory.create(module, new FastifyAdapter(), { preview, logger: false });
  app.setGlobalPrefix('api');
  try {
    return buildOpenApi(app, { title: 'Sample', version: '1.0.0' });
  } finally {
    if (!preview) await app.close();
  }
}

describe('buildOpenApi', () => {
  let document: OpenApiDocument;
  const operation = (path: string, verb: string) => document.paths[path]![verb]!;

  beforeAll(async () => {
    document = await documentOf(SampleModule, true);
  });

  it('says the same of a preview as of a running application', async () => {
    expect(await documentOf(SampleModule, false)).toEqual(document);
  });

  it('lists each route below the base path, and one path for each plug-in', () => {
    expect(Object.keys(document.paths)).toEqual([
      '/api/sample', '/api/sample/joined', '/api/sample/log-in', '/api/sample/planted/setup', '/api/sample/{id}',
    ]);
    expect(operation('/api/sample/planted/setup', 'post')).toMatchObject({
      operationId: 'Sample.setUp.planted',
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/LogInDto' } } } },
    });
  });

  it('reads bodies, answers and queries from their rules', () => {
    expect(document.components.schemas.LogInDto).toEqual({
      type: 'object',
      properties: {
        email: { type: 'string', format: 'email' },
        name: { type: 'string', pattern: '^[a-zA-Z]{3,32}$' },
        label: { type: 'string', minLength: 1, maxLength: 60 },
        kinds: { type: 'array', maxItems: 4, items: { type: 'string', enum: ['a', 'b'] } },
      },
      required: expect.arrayContaining(['email', 'name', 'kinds']),
      additionalProperties: false,
    });
    expect(document.components.schemas.ItemView!.properties!.lastUsedAt).toEqual({ type: ['string', 'null'], format: 'date-time' });
    const limit = { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 100 } };
    expect(operation('/api/sample', 'get').parameters).toEqual([limit]);
    const joined = operation('/api/sample/joined', 'post').requestBody!.content['application/json']!.schema;
    expect(Object.keys(joined.properties!)).toEqual(expect.arrayContaining(['email', 'trust']));
  });

  it('joins what plug-ins add to one of the answers', () => {
    const { data } = operation('/api/sample/log-in', 'post').responses['200']!.content['application/json']!.schema.properties!;
    const [list, other] = data!.anyOf!;
    expect(list).toEqual({ $ref: '#/components/schemas/ListAnswer' });
    expect(Object.keys(other!.properties!)).toContain('trust');
  });

  it('knows what guards, limits and parsers answer', () => {
    const statuses = (path: string, verb: string) => Object.keys(operation(path, verb).responses);
    expect(statuses('/api/sample/log-in', 'post')).toEqual(['200', '400', '413', '415', '429', '500', '503']);
    expect(statuses('/api/sample', 'get')).toContain('404');
    expect(operation('/api/sample/log-in', 'post').security).toEqual([]);
    expect(operation('/api/sample/{id}', 'delete').security).toEqual([{ session: [] }, { apiKey: ['user:write'] }]);
    expect(operation('/api/sample/{id}', 'delete').parameters?.map(({ name }) => name)).toEqual(['id', 'userId']);
    const { content, headers } = operation('/api/sample/{id}', 'delete').responses['401']!;
    expect(Object.keys(content['application/problem+json']!.examples!).sort()).toEqual(['invalid_token', 'step_up_required']);
    expect(headers).toHaveProperty('X-Request-Id');
    expect(operation('/api/sample', 'get').responses['429']!.headers).toHaveProperty('Retry-After');
    expect(statuses('/api/sample/joined', 'post')).not.toContain('429');
  });

  it('names every route that does not say its answer or body', async () => {
    await expect(documentOf(SilentModule, true)).rejects.toThrow(
      /forgotten \(POST \/api\/silent\) does not say what it answers[^]*|no_such_problem/,
    );
    const message = await documentOf(SilentModule, true).catch((error: Error) => error.message);
    expect(message).toContain("@CanFail('no_such_problem')");
    expect(message).toContain('SilentDto has no member with a validation rule');
  });
});

describe('expectAnswer', () => {
  const item = { id: '0198c2f0-0000-7000-8000-000000000000', lastUsedAt: null };
  let document: OpenApiDocument;
  const check = (verb: string, route: string, status: number, body: unknown) => () =>
    expectAnswer(document, verb, route, status, body);

  beforeAll(async () => {
    document = await documentOf(SampleModule, true);
  });

  it('takes what is documented', () => {
    expect(check('GET', '/api/sample?limit=3', 200, { success: true, data: { items: [item] } })).not.toThrow();
    expect(check('POST', '/api/sample/log-in', 200, { success: true, data: { isOther: true } })).not.toThrow();
    expect(check('DELETE', `/api/sample/${item.id}`, 200, { success: true })).not.toThrow();
    const problem = document.components.examples.not_found as { value: object };
    expect(check('GET', '/api/sample', 404, problem.value)).not.toThrow();
  });

  it.each([
    ['an unknown member', 'GET', '/api/sample', 200, { success: true, data: { items: [{ ...item, hash: 'x' }] } }, '/data/items/0/hash: is not documented'],
    ['a missing member', 'GET', '/api/sample', 200, { success: true }, '/data: is missing'],
    ['a wrong type', 'GET', '/api/sample', 200, { success: true, data: { items: [{ ...item, id: 7 }] } }, '/data/items/0/id: is integer'],
    ['a wrong form', 'GET', '/api/sample', 200, { success: true, data: { items: [{ ...item, id: 'x' }] } }, 'must be a uuid'],
    ['an unknown status', 'GET', '/api/sample', 418, {}, 'answered 418'],
    ['an unknown route', 'GET', '/api/nowhere', 200, {}, 'is not documented'],
    ['another problem', 'GET', '/api/sample', 404, { code: 'forbidden' }, '"forbidden" is not documented here'],
  ])('refuses %s', (_case, verb, route, status, body, words) => {
    expect(check(verb, route, status, body)).toThrow(words);
  });
});
