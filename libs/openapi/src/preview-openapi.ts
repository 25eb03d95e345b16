import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { setBasePath } from '@countersign/web';
import { buildOpenApi, type OpenApiOptions } from './build-openapi';
import type { OpenApiDocument } from './document.types';

/**
 * The document of an application that is not started: Nest makes no provider (`preview`), so that no database is needed.
 *
 * @throws StartupFault as buildOpenApi does.
 */
export async function previewOpenApi(
  module: Type,
  { basePath, ...options }: OpenApiOptions & { basePath: string },
): Promise<OpenApiDocument> {
  const app = await NestFactory.create(module, new FastifyAdapter(), { preview: true, abortOnError: false, logger: false });
  setBasePath(app, basePath);
  return buildOpenApi(app, options);
}
