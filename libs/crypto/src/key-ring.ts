/** One key of a ring: its name, which is stored beside what it protects, and its bytes. */
export interface RingKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Keys in the order of the setting. New values use the first; old ones are read by the id that they carry. */
export class KeyRing {
  private readonly byId: ReadonlyMap<string, RingKey>;

  private constructor(keys: readonly RingKey[]) {
    this.byId = new Map(keys.map((key) => [key.id, key]));
    this.active = keys[0] ?? null;
    this.all = keys;
  }

  readonly all: readonly RingKey[];

  /** The key for new values; null when the ring is empty. */
  readonly active: RingKey | null;

  /** Reads `kid:base64,kid:base64`. The text has passed `keyRingFaults`. */
  static of(text: string): KeyRing {
    return new KeyRing(entriesOf(text).map(({ id, encoded }) => ({ id, bytes: Buffer.from(encoded, 'base64') })));
  }

  find(id: string): RingKey | null {
    return this.byId.get(id) ?? null;
  }
}

const ID = /^[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?$/;
/** 32 random bytes hold about 30 different values and practically never fewer than 20; typed phrases hold fewer. */
const FEWEST_DISTINCT_BYTES = 20;

/** What is wrong with the text of a key ring: sentences without the setting's name and never with a key. */
export function keyRingFaults(text: string, rules: { minBytes: number; maxBytes: number; random: boolean }): string[] {
  const entries = entriesOf(text);
  const faults = new Set<string>();
  for (const { id, encoded } of entries) {
    if (!ID.test(id)) faults.add('must be a list of kid:base64, where a kid is 1 to 32 letters, digits, - or _');
    const bytes = BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
    const isRightLength = bytes.length >= rules.minBytes && bytes.length <= rules.maxBytes;
    if (!isRightLength) faults.add(`must hold ${lengthInWords(rules)} in base64 for every kid`);
    else if (rules.random && new Set(bytes).size < FEWEST_DISTINCT_BYTES) faults.add('holds a key that is not random');
  }
  if (isRepeated(entries.map(({ id }) => id))) faults.add('names a kid twice');
  if (isRepeated(entries.map(({ encoded }) => encoded))) faults.add('holds one key under two kids');
  return [...faults];
}

function entriesOf(text: string): { id: string; encoded: string }[] {
  const items = text.split(',').flatMap((item) => item.trim() || []);
  return items.map((item) => {
    const colon = item.indexOf(':');
    return { id: item.slice(0, Math.max(colon, 0)), encoded: item.slice(colon + 1) };
  });
}

function isRepeated(texts: readonly string[]): boolean {
  return new Set(texts).size < texts.length;
}

function lengthInWords({ minBytes, maxBytes }: { minBytes: number; maxBytes: number }): string {
  return minBytes === maxBytes ? `${minBytes} bytes` : `${minBytes} to ${maxBytes} bytes`;
}
