import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A fenced block: its language, and the words after it (`walk`, `run=demo`, `TOKEN=data.accessToken`). */
export interface Block {
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
}

const FENCE = /^```(\w+)? ?(.*)\n([\s\S]*?)^```$/gm;

export const ROOT = resolve(__dirname, '../..');

export function blocksOf(page: string): Block[] {
  const source = readFileSync(resolve(ROOT, page), 'utf8');
  return [...source.matchAll(FENCE)].map(([, language = '', words = '', text = '']) => ({
    language,
    words: words.split(' ').filter(Boolean),
    text,
  }));
}

/** The value of a word such as `run=demo`. */
export function wordOf(block: Block, name: string): string | undefined {
  return block.words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}
