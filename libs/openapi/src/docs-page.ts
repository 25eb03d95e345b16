import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { product } from '@countersign/observability';
import type { FastifyInstance } from 'fastify';
import { buildOpenApi } from './build-openapi';

/** Swagger UI starts itself by an inline script; its own pages alone may have one. */
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Swagger UI at /docs, the document at /docs/openapi.json. The library costs 48 MiB and 0.4 s, so that this file is imported
 * outside production only; the document is built when somebody asks for it.
 */
export async function serveDocs(app: INestApplication): Promise<void> {
  const instance = app.getHttpAdapter().getInstance() as FastifyInstance;
  instance.addHook('onSend', async (request, reply) => {
    if (/^\/docs(\/|$|\?)/.test(request.url)) void reply.header('Content-Security-Policy', POLICY);
  });
  const document = () => buildOpenApi(app, { title: 'Countersign', version: product.version }) as unknown as OpenAPIObject;
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs/openapi.json', customSiteTitle: 'Countersign' });
}
