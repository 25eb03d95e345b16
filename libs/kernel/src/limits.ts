import { catalogue, entriesOf } from './catalogue';

export interface LimitDefinition {
  /** What is counted, in words: "failed logins". */
  readonly what: string;
  /** By what it is counted: "account and client address". */
  readonly countedBy: string;
  /** The span over which it is counted, in words: "15 minutes". */
  readonly window: string;
  /** The setting that holds the number. */
  readonly setting: string;
  /** What happens past it, in words. */
  readonly then: string;
}

/** Says a lib's limits once, for docs/limits.md; the number itself is the setting's. */
export function defineLimits<const Definitions extends Record<string, LimitDefinition>>(
  owner: string,
  definitions: Definitions,
): Definitions {
  for (const [name, definition] of Object.entries(definitions)) catalogue('limit', name, { owner, name, ...definition });
  return definitions;
}

/** Every limit that the process knows. */
export function listLimits(): (LimitDefinition & { owner: string; name: string })[] {
  return [...entriesOf<LimitDefinition & { owner: string; name: string }>('limit').values()];
}
