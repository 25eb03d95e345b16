/** What is said, by language tag (RFC 5646) in lower case. English is never missing: it is what all else falls back to. */
export type ByLanguage<Words> = Readonly<Record<string, Words>> & { readonly en: Words };

/** Words, and the language that they are truly in. */
export interface Worded<Words> {
  readonly language: string;
  readonly words: Words;
}

/** The words in the language that is wanted; else in the wider one (`de` for `de-AT`, RFC 4647 §3.4); else in English. */
export function inLanguage<Words>(all: ByLanguage<Words>, wanted: string): Worded<Words> {
  const parts = wanted.toLowerCase().split('-');
  const language = parts.map((_, index) => parts.slice(0, parts.length - index).join('-')).find((tag) => Object.hasOwn(all, tag)) ?? 'en';
  return { language, words: all[language] ?? all.en };
}
