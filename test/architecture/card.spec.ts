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

const TOP_LEVEL = ['apps', 'libs', 'migrations', 'test', 'nest-cli.json', 'package.json', 'tsconfig.json', '.env.example'];

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;

function importers(folders: readonly string[], name: string, wantsProducts: boolean): string[] {
  const form = new RegExp(`(?:from|import|require)\\s*\\(?\\s*'${name}(?:/[^']*)?'`);
  return sourcesIn(folders, ['.ts', '.mjs'])
    .filter((source) => (wantsProducts ? !isSpec(source) && !isSupport(source) : true))
    .filter(({ text }) => withoutComments(text).split('\n').some((line) => form.test(line) && !/^\s*import type\b/.test(line)))
    .map(({ path }) => path);
}

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
