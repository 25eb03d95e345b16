import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { ROOT } from '../paths.mjs';

const require = createRequire(import.meta.url);

/** docs/openapi.json, from a preview of the api: no provider is made, so no database is needed. */
export async function openApiFile({ lib, ApiModule }) {
  const { NestFactory } = require('@nestjs/core');
  const { FastifyAdapter } = require('@nestjs/platform-fastify');
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const app = await NestFactory.create(ApiModule, new FastifyAdapter(), { preview: true, logger: false, abortOnError: false });
  try {
    const document = lib('web').buildOpenApi(app, { title: 'Countersign', version });
    return `${JSON.stringify(document, null, 2)}\n`;
  } catch (error) {
    throw error.name === 'StartupFault' ? new Fault(error.message) : error;
  }
}
