import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { expectAnswer } from '@countersign/openapi/testing';

export type OpenApiDocument = Parameters<typeof expectAnswer>[0];

let known: OpenApiDocument | undefined;

/** The interface as it is published. That a process serves this very document is checked in test/e2e/edge.spec.ts. */
export function openApiDocument(): OpenApiDocument {
  known ??= JSON.parse(readFileSync(resolve(__dirname, '../../docs/openapi.json'), 'utf8')) as OpenApiDocument;
  return known;
}
