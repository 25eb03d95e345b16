import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { expectAnswer } from '@countersign/web/testing';
import { compiledOutput } from './environment';

export type OpenApiDocument = Parameters<typeof expectAnswer>[0];

let known: Promise<OpenApiDocument> | undefined;

/**
 * The interface that the build under test says it has: asked of the first process that answers, and kept beside the build
 * for all suites, since writing it takes a moment.
 *
 * @param origin of a process that is not in production mode.
 */
export function openApiDocument(origin: string): Promise<OpenApiDocument> {
  known ??= readOrFetch(origin);
  return known;
}

async function readOrFetch(origin: string): Promise<OpenApiDocument> {
  const file = join(compiledOutput(), 'openapi.test.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
  const response = await fetch(`${origin}/docs/openapi.json`);
  if (!response.ok) throw new Error(`GET /docs/openapi.json answered ${response.status}: ${await response.text()}`);
  const text = await response.text();
  const ours = `${file}.${process.pid}`;
  writeFileSync(ours, text);
  renameSync(ours, file);
  return JSON.parse(text) as OpenApiDocument;
}
