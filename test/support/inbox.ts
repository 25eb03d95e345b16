import { until } from './until';

export interface InboxMessage {
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
}

/** What the development inbox of an api holds for a destination, newest first. */
export async function inboxOf(url: string, to: string): Promise<InboxMessage[]> {
  const response = await fetch(`${url}/dev/inbox.json?to=${encodeURIComponent(to)}`, { signal: AbortSignal.timeout(5_000) });
  return ((await response.json()) as { messages: InboxMessage[] }).messages;
}

/** The newest mail whose subject has these words; waits until there are `count` of them. */
export async function mailAbout(url: string, to: string, words: string, count: number): Promise<InboxMessage> {
  return until(`a mail to ${to}: ${words}`, async () => {
    const mails = (await inboxOf(url, to)).filter(({ subject }) => subject?.includes(words));
    return mails.length >= count && mails[0];
  });
}

/** The messages that carry a code, newest first. */
export async function codeMessages(url: string, to: string): Promise<{ code: string; message: InboxMessage }[]> {
  return (await inboxOf(url, to)).flatMap((message) => {
    const code = /(?<![\w.-])\d{6}(?![\w.-])/.exec(message.text)?.[0];
    return code && /code/.test(message.text) ? [{ code, message }] : [];
  });
}

/** Waits until `count` codes came to a destination, and answers the newest. */
export async function codeTo(url: string, to: string, count: number): Promise<string> {
  const found = await until(`code ${count}`, async () => {
    const messages = await codeMessages(url, to);
    return messages.length >= count && messages;
  });
  if (found.length > count) throw new Error(`${found.length} codes came, not ${count}`);
  return found[0]!.code;
}
