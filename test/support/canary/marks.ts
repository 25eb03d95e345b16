/**
 * What the helpers of the tests saw go by that nobody but its user may see: passwords, secrets, tokens, codes, numbers. Kept
 * for the whole process of Jest, since suites share services.
 */
interface Marks {
  /** What is one word of a text. */
  readonly words: Set<string>;
  /** What holds other signs than a word does, and has to be looked for. */
  readonly phrases: Set<string>;
}

const PLACE = Symbol.for('countersign.test.marks');
/** Access tokens are known by their form (leaks.ts). */
const SECRET = /^(?:password|newPassword|currentPassword|secret|token|tempToken|refreshToken|deviceToken|apiKey|backupCodes?|phoneNumber)$/;
/** A shorter value may stand anywhere. */
const LEAST = 8;
const WORD = /^[\w-]+$/;

export function marks(): Marks {
  const place = globalThis as { [PLACE]?: Marks };
  return (place[PLACE] ??= { words: new Set(), phrases: new Set() });
}

/** Marks what an exchange carried. A refused request may hold anything, so that only its answer counts. */
export function markExchange(sent: unknown, status: number, answered: unknown): void {
  if (status >= 300) return;
  markMembers(sent);
  markMembers(answered);
}

function markMembers(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (SECRET.test(name)) [member].flat().forEach(mark);
    else markMembers(member);
  }
}

function mark(value: unknown): void {
  if (typeof value !== 'string') return;
  // A phone number counts by its digits, however it is written; a masked one is nobody's secret.
  const text = /^\+[\d ]+$/.test(value) ? value.replace(/\D/g, '') : value;
  if (text.length < LEAST || text.includes('*')) return;
  const { words, phrases } = marks();
  if (!WORD.test(text)) return void phrases.add(text);
  words.add(text).add(text.replaceAll('-', ''));
}
