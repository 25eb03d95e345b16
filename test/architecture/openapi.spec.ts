import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAnswer, type OpenApiDocument } from '@countersign/openapi/testing';
import { ROOT } from './support/planted-house';

const text = readFileSync(join(ROOT, 'docs', 'openapi.json'), 'utf8');
const document = JSON.parse(text) as OpenApiDocument;

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([verb, operation]) => ({ path, verb, operation })),
);

describe('docs/openapi.json', () => {
  it('refers to what is there', () => {
    const references = [...new Set([...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path]) => path!))];
    const lost = references.filter((path) => path.split('/').reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document) === undefined);
    expect(references.length).toBeGreaterThan(0);
    expect(lost).toEqual([]);
  });

  it('names every operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says in a sentence what it is, and what every operation does', () => {
    expect(document.info.description).toMatch(/\.$/);
    const silent = operations.filter(({ operation }) => !/^[A-Z].* .*\.$/.test(operation.summary));
    expect(silent.map(({ verb, path }) => `${verb} ${path} (say it by @Does)`)).toEqual([]);
  });

  it('declares every parameter of every path', () => {
    const undeclared = operations.filter(({ path, operation }) => {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      return named.some((name) => !operation.parameters?.some((parameter) => parameter.in === 'path' && parameter.name === name));
    });
    expect(undeclared.map(({ verb, path }) => `${verb} ${path}`)).toEqual([]);
  });

  it('shows a valid example for every problem of every route', () => {
    for (const { path, verb, operation } of operations) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        for (const code of Object.keys(content['application/problem+json']?.examples ?? {})) {
          const { value } = document.components.examples[code] as { value: unknown };
          expectAnswer(document, verb, path, Number(status), value);
        }
      }
    }
  });

  it('says of every guarded route that it may answer invalid_token', () => {
    const silent = operations.filter(({ operation }) => operation.security.length > 0 && operation.responses['401'] === undefined);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});
