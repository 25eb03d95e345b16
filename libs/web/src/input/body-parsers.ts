import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import { parseFormBody } from './form-body';
import { faultIn, invalid, parseJsonBody } from './json-body';

type Parser = (bytes: Buffer) => object;

/**
 * JSON for every route, forms for routes marked @AcceptsForm() alone, nothing else: a browser sends `text/plain` and forms
 * across sites without asking (OWASP CSRF Prevention, "simple requests").
 */
export function registerBodyParsers(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, synchronous(parseJsonBody));
  instance.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, formParser);
  instance.addHook('preValidation', (request, _reply, done) => {
    request.body ??= {};
    const violation = faultIn(request.query) ?? faultIn(request.params);
    done(violation && invalid([violation]));
  });
}

function synchronous(parse: Parser) {
  return (_request: FastifyRequest, bytes: Buffer, done: (error: Error | null, body?: object) => void): void => {
    try {
      done(null, parse(bytes));
    } catch (error) {
      done(error as Error);
    }
  };
}

const parseForm = synchronous(parseFormBody);

function formParser(request: FastifyRequest, bytes: Buffer, done: (error: Error | null, body?: object) => void): void {
  if (!request.routeOptions.config.rules?.acceptsForm) return done(problems.unsupported_media_type());
  parseForm(request, bytes, done);
}
