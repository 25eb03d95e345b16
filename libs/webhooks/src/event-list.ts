import { listEvents } from '@countersign/kernel';

export const EVERY_EVENT = '*';

export interface OfferedEvent {
  readonly type: string;
  readonly title: string;
  /** Members of the payload's `data` beside `userId` and `sessionId`, each with what it says. */
  readonly data: Readonly<Record<string, string>>;
}

/** What a webhook can be told of: the catalogue of events, whatever libs there are. */
export function offeredEvents(): OfferedEvent[] {
  return listEvents().map(({ type, title, data = {} }) => ({ type, title, data }));
}

export function isOffered(type: string): boolean {
  return type === EVERY_EVENT || listEvents().some((event) => event.type === type);
}
