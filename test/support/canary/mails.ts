import { leaksIn, type Found } from './leaks';

interface SentMessage {
  readonly id: string;
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
}

interface MessageRow {
  readonly id: string;
  readonly purpose: string;
  readonly reference: string | null;
}

type Query = <Row extends object>(text: string) => Promise<Row[]>;

const LINK = /ln_[\w-]{42}[\w-]?/g;
const CODE = /(?<![\w.-])\d{6}(?![\w-]|\.\d)/g;

/**
 * What stands in messages to others: a code belongs to one destination and stands alone, a link goes to one address, a notice
 * has neither.
 *
 * @returns null where nothing answers at that address, or shows no inbox: a worker, production
 */
export async function leaksOfMails(url: string, query: Query): Promise<Found[] | null> {
  const response = await fetch(`${url}/dev/inbox.json`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
  if (response?.status !== 200) return null;
  const { messages } = (await response.json()) as { messages: SentMessage[] };
  const rows = await query<MessageRow>('select id, purpose, reference from messages');
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const owners = new Map<string, string>();
  return messages.flatMap((message) => [...strayIn(message, rowOf.get(message.id)), ...sharedBy(message, rowOf.get(message.id), owners)]);
}

function strayIn({ subject = '', text, html = '' }: SentMessage, row: MessageRow | undefined): Found[] {
  const codes = new Set(text.match(CODE));
  const rest = `${subject}\n${text}\n${html.replace(/[<>]/g, ' ')}`.replace(LINK, '').replace(CODE, (code) => (codes.has(code) ? '' : code));
  const most = row?.purpose === 'code' ? 1 : 0;
  const where = `a message (${row?.purpose}: ${subject})`;
  return [...leaksIn(where, rest), ...(codes.size > most ? [{ what: `${codes.size} codes`, where }] : [])];
}

/** @param owners who got what first */
function sharedBy({ to, text }: SentMessage, row: MessageRow | undefined, owners: Map<string, string>): Found[] {
  const owned = [...(text.match(LINK) ?? []), ...(row?.purpose === 'code' && row.reference ? [row.reference] : [])];
  return owned.flatMap((what) => {
    const owner = owners.get(what) ?? to;
    owners.set(what, owner);
    return owner === to ? [] : [{ what, where: 'messages to two' }];
  });
}
