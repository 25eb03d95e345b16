import type { ServiceProcess } from '../../support/processes';

export interface InboxMessage {
  readonly id: string;
  readonly to: string;
  readonly subject?: string;
}

/** The mails that one person got. */
export async function inboxOf({ url }: ServiceProcess, email: string): Promise<InboxMessage[]> {
  const response = await fetch(`${url}/dev/inbox.json?to=${encodeURIComponent(email)}`, { signal: AbortSignal.timeout(10_000) });
  const { messages } = (await response.json()) as { messages: InboxMessage[] };
  return messages;
}
