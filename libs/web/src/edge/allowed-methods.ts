import type { FastifyInstance } from 'fastify';

interface Template {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

/** Which methods a path has, so that a known path with another verb is 405 (RFC 9110 §15.5.6) and an unknown one 404. */
export class AllowedMethods {
  private readonly templates = new Map<string, Template>();

  /** Learns every route that is registered from now on. */
  watch(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ url, method }) => {
      // The wildcard is the CORS plugin's own route for preflights.
      if (url !== '*' && url !== '/*') this.add(url, [method].flat());
    });
  }

  /** The methods of every route that matches; empty: nothing is there. */
  of(path: string): string[] {
    const segments = segmentsOf(path);
    const matching = [...this.templates.values()].filter((template) => matches(template.segments, segments));
    return [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort();
  }

  private add(url: string, methods: readonly string[]): void {
    const template = this.templates.get(url) ?? { segments: segmentsOf(url), methods: new Set() };
    for (const method of methods) template.methods.add(method);
    this.templates.set(url, template);
  }
}

function segmentsOf(path: string): string[] {
  return path.split('?')[0]!.split('/').slice(1);
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  const wildcard = template.at(-1) === '*';
  if (wildcard ? segments.length < template.length : segments.length !== template.length) return false;
  return template.every((part, index) => part === '*' || (part.startsWith(':') ? segments[index] !== '' : part === segments[index]));
}
