import { catalogue, entriesOf } from './catalogue';

/** Where a request came from, as the audit trail keeps it. */
export interface Origin {
  readonly requestId: string;
  /** The client's address after TRUSTED_PROXIES; null for what the service does by itself. */
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export interface EventDefinition {
  /** What happened, for docs/events.md and for the user's own activity page. */
  readonly title: string;
  /** Members of `data`, each with what it says. Ids and facts only: never a code, a secret or a whole number. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Something that happened to an account and that somebody may ask about later. */
export interface SecurityEvent {
  readonly type: string;
  /** Whose account; null where no account is known (a log-in for an unknown name). */
  readonly userId: string | null;
  readonly sessionId?: string | null;
  /** The true reason of a refusal; the caller sees only the problem's public code. */
  readonly reason?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

type Details = Omit<SecurityEvent, 'type'>;
export type EventOf<Definition extends EventDefinition> = Definition extends { data: infer Data }
  ? Omit<Details, 'data'> & { readonly data: { readonly [Key in keyof Data]?: unknown } }
  : Omit<Details, 'data'>;

type Factories<Definitions extends Record<string, EventDefinition>> = {
  readonly [Type in keyof Definitions]: (details: EventOf<Definitions[Type]>) => SecurityEvent;
};

/**
 * Says a lib's security events once: `const events = defineEvents('factors', { '2fa.enabled': { title: '…' } })`, then
 * `audit.record(tx, origin, events['2fa.enabled']({ userId }))`.
 */
export function defineEvents<const Definitions extends Record<string, EventDefinition>>(
  owner: string,
  definitions: Definitions,
): Factories<Definitions> {
  const factories: Record<string, (details: Details) => SecurityEvent> = {};
  for (const [type, definition] of Object.entries(definitions)) {
    catalogue('event', type, { owner, type, ...definition });
    factories[type] = (details) => ({ type, ...details });
  }
  return factories as unknown as Factories<Definitions>;
}

/** Every security event that the process knows. */
export function listEvents(): (EventDefinition & { owner: string; type: string })[] {
  return [...entriesOf<EventDefinition & { owner: string; type: string }>('event').values()];
}
