import { catalogue, entriesOf } from './catalogue';
import { inLanguage, type Worded } from './language';

/** Where a request came from, as the audit trail keeps it. */
export interface Origin {
  readonly requestId: string;
  /** The client's address after TRUSTED_PROXIES; null for what the service does by itself. */
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** The API key that made the request. */
  readonly keyId?: string;
  /** Where the end user was, as the application behind the key says; nobody has checked it. */
  readonly claimed?: ClaimedOrigin;
}

/** What an application server says of its own client. */
export interface ClaimedOrigin {
  readonly ipAddress?: string;
  readonly userAgent?: string;
}

/** Where the user was: as an application says of its own client, else as the request itself shows. */
export function userSideOf({ claimed, ipAddress, userAgent }: Origin): Pick<Origin, 'ipAddress' | 'userAgent'> {
  return claimed ? { ipAddress: claimed.ipAddress ?? null, userAgent: claimed.userAgent ?? null } : { ipAddress, userAgent };
}

/** Whether an administrator did it to the user: from where and by whom is shown to administrators alone. */
export function isByAdministrator(data: EventData = {}): boolean {
  return data.byUserId !== undefined;
}

/** What a mail to the user says of an event, in one language. Texts are plain; whoever writes the mail escapes them. */
export interface NoticeWords {
  readonly subject: (brand: string, data: EventData) => string;
  /** What happened and what it means, for somebody who reads only this. */
  readonly happened: (brand: string, data: EventData) => string;
  /** What to do when it was not the user. */
  readonly unexpected: (brand: string) => string;
}

/** The words in English, and of which events they are said. */
export interface EventNotice extends NoticeWords {
  /** The same words in other languages, by their tag: `{ de: { subject, happened, unexpected } }`. */
  readonly translations?: Readonly<Record<string, NoticeWords>>;
  /** Which of the events are told; left out: all. */
  readonly isTold?: (data: EventData) => boolean;
  /** Of what a stranger can bring about as often as he likes: one mail an hour. */
  readonly isHourly?: true;
}

/** The words of a notice in a language, in English where it lacks it. */
export function wordsOfNotice(notice: EventNotice, language: string): Worded<NoticeWords> {
  return inLanguage({ ...notice.translations, en: notice }, language);
}

type EventData = Readonly<Record<string, unknown>>;

export interface EventDefinition {
  /** What happened, for docs/events.md and for the user's own activity page. */
  readonly title: string;
  /** Members of `data`, each with what it says. Ids and facts only: never a code, a secret or a whole number. */
  readonly data?: Readonly<Record<string, string>>;
  /** Said of what the user is told by mail. The worker must have loaded the definition too, by the lib's `worker.ts`. */
  readonly notice?: EventNotice;
}

/** Something that happened to an account and that somebody may ask about later. */
export interface SecurityEvent {
  readonly type: string;
  /** Whose account; null where no account is known (a log-in for an unknown name). */
  readonly userId: string | null;
  readonly sessionId?: string | null;
  /** The true reason of a refusal; the caller sees only the problem's public code. */
  readonly reason?: string;
  readonly data?: EventData;
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

type ListedEvent = EventDefinition & { readonly owner: string; readonly type: string };

/** Every security event that the process knows. */
export function listEvents(): ListedEvent[] {
  return [...entriesOf<ListedEvent>('event').values()];
}
