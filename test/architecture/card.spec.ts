import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSpec, isSupport, sourcesIn, withoutComments } from './support/sources';
import { ROOT } from './support/planted-house';

/** The packages that the product was ordered with: each stands on the way of a request or a job, not only in package.json. */
const ORDERED = [
  '@nestjs/core', '@nestjs/common', '@nestjs/platform-fastify', '@nestjs/jwt', '@nestjs/passport', 'passport-jwt',
  '@nestjs/bullmq', '@nestjs/throttler', '@nestjs/terminus', 'typeorm', 'pg', 'ioredis', 'argon2', 'piscina', 'otplib',
  'qrcode', 'twilio', 'nodemailer', 'class-validator', 'class-transformer',
];

const PROVING = ['jest', 'supertest'];

const TOP_LEVEL = [
  'apps', 'libs', 'migrations', 'test', 'nest-cli.json', 'docker-compose.yml', 'Dockerfile', 'package.json', 'tsconfig.json', '.env.example',
];

/**
 * The libs that were ordered, by the folders that each is made of: what was ordered as auth stands in three ranks, since
 * factors stand on sessions and the flows on factors.
 */
const ORDERED_LIBS: Record<string, readonly string[]> = {
  auth: ['accounts', 'sessions', 'auth'],
  totp: ['totp'],
  'otp-delivery': ['otp-delivery'],
  devices: ['devices'],
  audit: ['audit'],
};

/** Of what each lib has one: the end of its file's name, and the line by which the application takes it up (a factor brings its own). */
const PARTS: Record<string, (name: string) => RegExp> = {
  module: (name) => new RegExp(`imports: \\[[^\\]]*\\b${name}\\b`),
  guard: (name) => new RegExp(`@UseGuards\\([^)]*\\b${name}\\b|guards: readonly \\[[^\\]]*\\b${name}\\b`),
  interceptor: (name) => new RegExp(`@UseInterceptors\\([^)]*\\b${name}\\b|interceptors: readonly \\[[^\\]]*\\b${name}\\b`),
  entity: (name) => new RegExp(`forFeature\\(\\[[^\\]]*\\b${name}\\b|[rR]epository\\(${name}\\)`),
  repository: (name) => new RegExp(`(?:private|protected|public)?\\s*readonly \\w+: ${name}\\b`),
};

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;

function importers(folders: readonly string[], name: string, wantsProducts: boolean): string[] {
  const form = new RegExp(`(?:from|import|require)\\s*\\(?\\s*'${name}(?:/[^']*)?'`);
  return sourcesIn(folders, ['.ts', '.mjs'])
    .filter((source) => (wantsProducts ? !isSpec(source) && !isSupport(source) : true))
    .filter(({ text }) => withoutComments(text).split('\n').some((line) => form.test(line) && !/^\s*import type\b/.test(line)))
    .map(({ path }) => path);
}

/** The classes of one kind in a lib that something else of the product takes up. */
function usedParts(folders: readonly string[], part: string): string[] {
  const sources = sourcesIn(['apps', 'libs'], ['.ts']).filter((source) => !isSpec(source) && !isSupport(source));
  const own = sources.filter(({ path }) => folders.some((folder) => path.startsWith(`libs/${folder}/src/`)) && path.endsWith(`.${part}.ts`));
  const names = own.flatMap(({ path, text }) => [...text.matchAll(/^export class (\w+)/gm)].map(([, name]) => ({ path, name: name! })));
  const others = (path: string) => sources.filter((source) => source.path !== path);
  return names.filter(({ path, name }) => others(path).some(({ text }) => PARTS[part]!(name).test(withoutComments(text)))).map(({ name }) => name);
}

describe('the libs that were ordered', () => {
  const cases = Object.entries(ORDERED_LIBS).flatMap(([lib, folders]) => Object.keys(PARTS).map((part) => ({ lib, part, folders })));

  it.each(cases)('$lib has a $part that the application uses', ({ part, folders }) => {
    expect(usedParts(folders, part)).not.toEqual([]);
  });

  it.each(['api', 'worker'])('the %s takes up each of them', (app) => {
    const { text } = sourcesIn([`apps/${app}/src`], ['.module.ts'])[0]!;
    const missing = Object.entries(ORDERED_LIBS).filter(([, folders]) => !folders.some((folder) => new RegExp(`'@countersign/${folder}(/\\w+)?'`).test(text)));
    // What has nothing to do after a request needs no place in the worker.
    expect(missing.map(([lib]) => lib)).toEqual(app === 'api' ? [] : ['totp']);
  });
});

describe('the packages that were ordered', () => {
  it.each(ORDERED)('%s is imported by apps or libs, and installed for production', (name) => {
    expect(importers(['apps', 'libs'], name, true).length).toBeGreaterThan(0);
    expect(manifest.dependencies).toHaveProperty([name]);
  });

  it.each(PROVING)('%s proves the product', (name) => {
    expect(manifest.devDependencies).toHaveProperty([name]);
  });

  it.each(TOP_LEVEL)('%s stands at the top', (name) => {
    expect(existsSync(join(ROOT, name))).toBe(true);
  });
});
