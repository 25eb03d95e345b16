import type { RecordedEvent } from '@countersign/audit';

/** What a receiver gets: ids and facts. */
export interface Payload {
  readonly id: string;
  readonly type: string;
  /** The same as `type`. */
  readonly event: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const MAX_TEXT = 200;
const MAX_LIST = 50;

/** What no fact is named. The catalogue names none of it; this is for a lib that would. */
const SECRETIVE = /code|secret|token|hash|digest|password|proof|phone|mail|address|destination|private/i;

/**
 * The body for an event, said once: the same bytes at every attempt. Of the event's data only short facts go out; never the
 * reason of a refusal, the client's address or its agent.
 */
export function payloadOf({ id, type, occurredAt, userId, sessionId, data = {} }: RecordedEvent): string {
  const facts = Object.entries(data).filter(([name, value]) => !SECRETIVE.test(name) && isFact(value));
  return body({ id, type, timestamp: occurredAt.toISOString(), data: { userId, ...(sessionId && { sessionId }), ...Object.fromEntries(facts) } });
}

/** The body of a test. */
export function testPayload(id: string, webhookId: string, now: Date): string {
  return body({ id, type: TEST_EVENT, timestamp: now.toISOString(), data: { webhookId } });
}

export const TEST_EVENT = 'webhook.test';

function body({ id, type, timestamp, data }: Omit<Payload, 'event'>): string {
  return JSON.stringify({ id, type, event: type, timestamp, data } satisfies Payload);
}

function isFact(value: unknown): boolean {
  if (Array.isArray(value)) return value.length <= MAX_LIST && value.every((item) => !Array.isArray(item) && isFact(item));
  if (typeof value === 'string') return value.length <= MAX_TEXT;
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}
