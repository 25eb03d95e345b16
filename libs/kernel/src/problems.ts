import { catalogue, entriesOf } from './catalogue';
import { Problem } from './problem';

export interface ProblemDefinition {
  readonly status: number;
  /** The same for every occurrence (RFC 9457 §3.1.3). */
  readonly title: string;
  /** What happened and what to do, unless an occurrence says it better. */
  readonly detail: string;
  /** Members beside the standard ones that an occurrence may carry. */
  readonly exposes?: readonly string[];
}

export interface ProblemOptions {
  readonly detail?: string;
  readonly reason?: string;
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

type Extras<Definition> = Definition extends { exposes: readonly (infer Name extends string)[] }
  ? { readonly [Key in Name]?: unknown }
  : Record<string, never>;

type Factories<Definitions> = {
  readonly [Code in keyof Definitions]: (extras?: Extras<Definitions[Code]>, options?: ProblemOptions) => Problem;
};

/**
 * Says a lib's problems once: `const totpProblems = defineProblems('totp', { invalid_code: { status: 400, … } })`, then
 * `throw totpProblems.invalid_code({ attemptsRemaining: 3 }, { reason: 'step already used' })`.
 */
export function defineProblems<const Definitions extends Record<string, ProblemDefinition>>(
  owner: string,
  definitions: Definitions,
): Factories<Definitions> {
  const factories: Record<string, (extras?: Record<string, unknown>, options?: ProblemOptions) => Problem> = {};
  for (const [code, definition] of Object.entries(definitions)) {
    catalogue('problem', code, { owner, code, ...definition });
    factories[code] = (extras = {}, { detail, reason, retryAfterSeconds, headers, cause } = {}) =>
      new Problem(
        code,
        definition.status,
        definition.title,
        detail ?? definition.detail,
        extras,
        reason,
        retryAfterSeconds,
        headers,
        cause,
      );
  }
  return factories as unknown as Factories<Definitions>;
}

/** Every problem that the process knows, for the docs and for the pages behind `type`. */
export function listProblems(): (ProblemDefinition & { owner: string; code: string })[] {
  return [...entriesOf<ProblemDefinition & { owner: string; code: string }>('problem').values()];
}
