import type { ByLanguage } from '@countersign/kernel';
import type { MailPart } from '@countersign/otp-delivery';

/** A code and what is said with it. */
interface CodeFacts {
  readonly brand: string;
  readonly code: string;
  /** For how long it is good: one at least. */
  readonly minutes: number;
}

/** The words of codes in one language. */
export interface CodeWords {
  /** One line; the line that binds the code to our origin follows it. Far below 160 characters: each part of a text message costs. */
  readonly short: (facts: CodeFacts) => string;
  /** The subject bears no code: subjects are logged and shown on locked screens. */
  readonly long: (facts: CodeFacts) => { readonly subject: string; readonly parts: readonly MailPart[] };
}

const span = (minutes: number) => (minutes === 1 ? 'a minute' : `${minutes} minutes`);

const english: CodeWords = {
  short: ({ brand, code, minutes }) => `${code} is your ${brand} code. It is good for ${span(minutes)}. Never tell it to anybody.`,
  long: ({ brand, code, minutes }) => ({
    subject: `Your code for ${brand}`,
    parts: [
      `Your code for ${brand}:`,
      { code },
      `It is good for ${span(minutes)}. Type it in where you were asked for it, and tell it to nobody: nobody of ${brand} will ever ask for it.`,
      `If you did not ask for a code, somebody may know your password: log in to ${brand} and change it.`,
      brand,
    ],
  }),
};

/** All languages that codes are told in. */
export const codeWords: ByLanguage<CodeWords> = { en: english };
